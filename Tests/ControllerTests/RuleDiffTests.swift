import Controller
import FlowSwitching
import SeededRandom
import Testing

/// What a switch does with an update, as plainly as it can be said.
struct NaiveSwitch: Equatable {
  var rules: [RuleIdentity: FlowRule] = [:]

  init(_ rules: [FlowRule] = []) {
    for rule in rules { self.rules[rule.identity] = rule }
  }

  mutating func apply(_ update: RuleUpdate) {
    for identity in update.removals { rules[identity] = nil }
    for rule in update.modifications + update.additions { rules[rule.identity] = rule }
  }
}

@Suite("The difference of two sets of rules")
struct RuleDiffTests {
  static func rule(_ text: String) throws -> FlowRule { try #require(FlowRule.read(text).rule, "\(text)") }

  /// Rules of so few different identities that sets have many in common.
  static func randomRules(_ random: inout SplitMix64) -> [FlowRule] {
    (0..<Int.random(in: 0...12, using: &random)).map { _ in
      var match = FlowMatch()
      match.require(.inPort, UInt128(Int.random(in: 1...3, using: &random)))
      let actions: [[FlowAction]] = [[], [.flood], [.normal], [.popVLAN, .flood]]
      return FlowRule(
        table: UInt8.random(in: 0...1, using: &random), priority: UInt16.random(in: 1...2, using: &random),
        match: match, actions: actions.randomElement(using: &random) ?? [],
        cookie: UInt64.random(in: 0...1, using: &random), idleTimeout: UInt16.random(in: 0...1, using: &random))
    }
  }

  @Test("old rules and the update give the new rules, and rules that stay are not mentioned")
  func property() {
    let seed: UInt64 = 0x5eed_0001
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let (old, new) = (RuleDiffTests.randomRules(&random), RuleDiffTests.randomRules(&random))
      let diff = RuleDiff(from: old, to: new)
      let (before, after) = (NaiveSwitch(old), NaiveSwitch(new))
      var patched = before
      patched.apply(diff.update)
      #expect(patched == after)

      let touched = diff.update.removals + (diff.update.additions + diff.update.modifications).map(\.identity)
      #expect(Set(touched).count == touched.count, "no rule is named twice")
      #expect(diff.lines.count == touched.count)
      for (identity, rule) in before.rules where after.rules[identity] == rule {
        #expect(!touched.contains(identity), "a rule that stays keeps its counters")
      }
      for rule in diff.update.modifications { #expect(before.rules[rule.identity] != nil) }
      for rule in diff.update.additions { #expect(before.rules[rule.identity] == nil) }
      #expect(RuleDiff(from: new, to: new).update.isEmpty)
    }
  }

  @Test("lines say what comes, what goes, and what does something else")
  func lines() throws {
    let old = try ["priority=1,arp,actions=flood", "priority=2,ip,actions=drop"].map(RuleDiffTests.rule)
    let new = try ["priority=2,ip,actions=normal", "priority=3,ip6,actions=drop"].map {
      try RuleDiffTests.rule($0.replacing("ip6", with: "ipv6"))
    }
    let lines = RuleDiff(from: old, to: new).lines
    #expect(lines.map { $0.prefix(2) } == ["- ", "~ ", "+ "])
    #expect(lines[0].contains("arp"))
    #expect(lines[1].contains("actions=NORMAL") || lines[1].contains("actions=normal"))
    #expect(lines[1].hasSuffix("was actions=drop"))
    #expect(lines[2].contains("ipv6"))
  }

  @Test("a rule that moved to another line of the file is the same rule")
  func origin() throws {
    var old = try RuleDiffTests.rule("arp,actions=flood")
    var new = old
    old.origin = RuleOrigin(file: "lab.weft.yml", line: 3)
    new.origin = RuleOrigin(file: "lab.weft.yml", line: 9)
    #expect(RuleDiff(from: [old], to: [new]).update.isEmpty)
  }
}
