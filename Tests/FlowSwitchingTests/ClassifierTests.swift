import Dataplane
import Testing
import Wire

@testable import FlowSwitching

@Suite("Classifier")
struct ClassifierTests {
  /// What a table is: the first rule, in the order of identities, that matches.
  static func naive(_ rules: [FlowRule], _ key: FlowKey) -> FlowRule? {
    rules.filter { $0.match.matches(key) }.min { $0.identity < $1.identity }
  }

  private static func found(_ tables: inout RuleTables, _ key: FlowKey) -> FlowRule? {
    guard tables.tables.count > 0 else { return nil }
    var gathered = GatheredWords(repeating: 0)
    let rule = tables.tables[0].lookUp(key, version: tables.version, tables.records, &gathered)
    return rule < 0 ? nil : tables.currentRule(rule)
  }

  @Test("a table finds what a walk over all rules finds, through every change of the rules", arguments: 0..<12)
  func agreement(round: UInt64) {
    let seed = 0xf10_0100 + round
    var generator = RuleGenerator(seed: seed, portCount: 4)
    var frames = FrameGenerator(seed: seed)
    var tables = RuleTables()
    var rules: [RuleIdentity: FlowRule] = [:]
    for step in 0..<8 {
      // Some go, some change, some come.
      let old = rules.keys.sorted()
      tables.begin()
      for identity in old {
        switch generator.random.below(4) {
        case 0:
          tables.prepareRemoval(identity)
          rules[identity] = nil
        case 1:
          var rule = rules[identity] ?? FlowRule()
          rule.cookie = generator.random.next()
          tables.prepareChange(rule, now: .zero, portIndex: [:])
          rules[identity] = rule
        default: break
        }
      }
      for rule in generator.rules(generator.random.below(60)) {
        tables.prepareAddition(rule, now: .zero, portIndex: [:])
        rules[rule.identity] = rule
      }
      if generator.random.oneIn(4) {
        // An update that is given up leaves no trace.
        let added = rules
        tables.rollBack()
        rules = Dictionary(
          uniqueKeysWithValues: tables.rules.compactMap { $0 }.map { ($0.identity, $0) })
        #expect(Set(rules.keys) == Set(old), "seed \(seed) step \(step): \(added.count)")
      } else {
        tables.commit()
        while !tables.clearUp(limit: 7) {}
      }
      #expect(tables.ruleCount == rules.count)
      let all = Array(rules.values)
      for index in 0..<300 {
        var key = FlowKeyTests.key(frames.frame())
        key[.inPort] = UInt128(1 + generator.random.below(4))
        key[.metadata] = UInt128(generator.random.below(3))
        let expected = Self.naive(all, key)
        #expect(Self.found(&tables, key) == expected, "seed \(seed) step \(step) packet \(index)")
        // Once more, from the cache.
        #expect(Self.found(&tables, key) == expected, "seed \(seed) step \(step) packet \(index) again")
      }
    }
  }

  @Test("of two rules of one priority the more specific counts, in whichever order they came")
  func ties() throws {
    let wide = try #require(FlowRule.read("priority=5,ip,actions=output:1").rule)
    let narrow = try #require(FlowRule.read("priority=5,ip,nw_dst=10.0.0.2,actions=output:2").rule)
    let key = FlowKeyTests.key(EthernetFrame.udp(FlowKeyTests.path, sourcePort: 1, destinationPort: 2))
    for rules in [[wide, narrow], [narrow, wide]] {
      var tables = RuleTables()
      tables.begin()
      for rule in rules { tables.prepareAddition(rule, now: .zero, portIndex: [:]) }
      tables.commit()
      #expect(Self.found(&tables, key) == narrow)
    }
  }

  @Test("a hundred thousand rules under one mask are found, and a table of them can be emptied")
  func many() {
    var tables = RuleTables()
    tables.begin()
    func rule(_ number: Int) -> FlowRule {
      var match = FlowMatch()
      match.require(.ethernetType, 0x0800)
      match.require(.ipv4Destination, UInt128(number))
      return FlowRule(match: match, actions: [.flood], cookie: UInt64(number))
    }
    for number in 0..<100_000 { tables.prepareAddition(rule(number), now: .zero, portIndex: [:]) }
    tables.commit()
    while !tables.clearUp(limit: 1_000) {}
    var key = FlowKey()
    key[.ethernetType] = 0x0800
    for number in stride(from: 0, to: 100_000, by: 997) {
      key[.ipv4Destination] = UInt128(number)
      #expect(Self.found(&tables, key)?.cookie == UInt64(number))
    }
    key[.ipv4Destination] = 100_000
    #expect(Self.found(&tables, key) == nil)
    tables.begin()
    for number in 0..<100_000 { tables.prepareRemoval(rule(number).identity) }
    tables.commit()
    while !tables.clearUp(limit: 1_000) {}
    #expect(tables.ruleCount == 0)
    key[.ipv4Destination] = 5
    #expect(Self.found(&tables, key) == nil)
  }

  @Test("masks that come and go do not make a table grow")
  func masks() {
    var tables = RuleTables()
    for round in 0..<200 {
      var match = FlowMatch()
      match.require(.metadata, 1, mask: UInt128(round + 1))
      let rule = FlowRule(match: match, actions: [.flood])
      tables.begin()
      tables.prepareAddition(rule, now: .zero, portIndex: [:])
      tables.commit()
      _ = tables.clearUp(limit: 10)
      tables.begin()
      tables.prepareRemoval(rule.identity)
      tables.commit()
      _ = tables.clearUp(limit: 10)
    }
    #expect(tables.records.count <= 4)
    #expect(tables.tables[0].subtableCount <= 4)
  }
}
