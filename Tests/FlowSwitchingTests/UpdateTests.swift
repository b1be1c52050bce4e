import Dataplane
import FlowSwitching
import Testing
import Wire

@Suite("Updates of the rules")
struct UpdateTests {
  /// Rules that send UDP to the ports `numbers` out of `port`, through two tables.
  private static func rules(_ numbers: Range<Int>, to port: Int) throws -> [FlowRule] {
    try numbers.flatMap { number in
      try [
        "udp,tp_dst=\(number),actions=set_field:\(port)->metadata,goto_table:1",
        "table=1,metadata=\(port),udp,tp_dst=\(number),actions=output:\(port)",
      ].map { try #require(FlowRule.read($0).rule) }
    }
  }

  @Test("a replacement of 1,000 rules is seen whole: no packet meets rules of both versions, and none is lost")
  func atomic() async throws {
    let bench = SteppingBench(ports: 4)
    let (old, new) = (try Self.rules(1..<501, to: 2), try Self.rules(1..<501, to: 3))
    try await bench.run({ try await $0.apply(RuleUpdate(additions: old)) }, between: {})
    let update = RuleUpdate(
      additions: new.filter { $0.table == 1 }, modifications: new.filter { $0.table == 0 },
      removals: old.filter { $0.table == 1 }.map(\.identity))
    // As on a worker, packets pass whenever the control call lets others have a turn.
    var sent = 0
    func pass() -> [Int: Int] {
      sent += 3
      return [1, 250, 500].map { bench.send(Frames.udp(to: $0)) }[2]
    }
    try await bench.run({ try await $0.prepare(update) }, between: { #expect(pass() == [2: sent]) })
    #expect(sent >= 3 * 4)
    let before = sent
    try await bench.run({ await $0.commit() }, between: { #expect(pass() == [2: before, 3: sent - before]) })
    for _ in 0..<20 {
      bench.dispatcher.now = bench.dispatcher.now + .microseconds(50)
      bench.dispatcher.fireTimers()
      #expect(pass() == [2: before, 3: sent - before])
    }
    #expect(bench.flowSwitch.context.dropCounts.isEmpty)
    #expect(Set(bench.rules()) == Set(new))
  }

  @Test("rules that an update does not name, or only modifies, keep their counters; those added anew begin at 0")
  func counters() async throws {
    let bench = try await SwitchBench.with(
      "priority=3,udp,actions=output:2", "priority=2,tcp,actions=output:2", "priority=1,arp,actions=output:2")
    for frame in [Frames.udp(), Frames.tcp(), Frames.arp] { bench.send(frame) }
    try await bench.flowSwitch.apply(
      RuleUpdate(
        additions: [try bench.rule("priority=1,arp,actions=output:4")],
        modifications: [try bench.rule("priority=2,tcp,cookie=7,actions=output:3")]))
    #expect(bench.send(Frames.tcp()).keys.sorted() == [3])
    #expect(bench.send(Frames.arp).keys.sorted() == [4])
    #expect(try await bench.counters("priority=3,udp,actions=drop").packets == 1)
    #expect(try await bench.counters("priority=2,tcp,actions=drop").packets == 2)
    #expect(try await bench.counters("priority=2,tcp,actions=drop").bytes == UInt64(2 * Frames.tcp().count))
    #expect(try await bench.counters("priority=1,arp,actions=drop").packets == 1)
    #expect(await bench.flowSwitch.rules().map(\.cookie) == [0, 7, 0])
  }

  @Test("a prepared update is not seen before its commit, and not at all where it is discarded")
  func phases() async throws {
    let bench = try await SwitchBench.with("actions=output:2")
    let update = RuleUpdate(modifications: [try bench.rule("actions=output:3")])
    try await bench.flowSwitch.prepare(update)
    #expect(bench.send(Frames.arp).keys.sorted() == [2])
    #expect(await bench.flowSwitch.rules() == [try bench.rule("actions=output:2")])
    await #expect(throws: RuleUpdateError.updateInProgress) { try await bench.flowSwitch.prepare(update) }
    await bench.flowSwitch.discard()
    #expect(bench.send(Frames.arp).keys.sorted() == [2])
    try await bench.flowSwitch.prepare(update)
    await bench.flowSwitch.commit()
    #expect(bench.send(Frames.arp).keys.sorted() == [3])
    await bench.flowSwitch.commit()
    await bench.flowSwitch.discard()
    #expect(bench.send(Frames.arp).keys.sorted() == [3])
  }

  @Test("of several things said of one rule the last counts; what is not there is removed without an error")
  func repeated() async throws {
    let bench = SwitchBench()
    try await bench.flowSwitch.apply(
      RuleUpdate(
        additions: [try bench.rule("arp,actions=output:2"), try bench.rule("arp,actions=output:3")],
        modifications: [try bench.rule("udp,actions=output:2"), try bench.rule("udp,actions=output:4")],
        removals: [try bench.rule("tcp,actions=drop").identity]))
    #expect(await bench.flowSwitch.rules().count == 2)
    #expect(bench.send(Frames.arp).keys.sorted() == [3])
    #expect(bench.send(Frames.udp()).keys.sorted() == [4])
    let identity = try bench.rule("arp,actions=drop").identity
    try await bench.flowSwitch.apply(
      RuleUpdate(modifications: [try bench.rule("arp,actions=output:4")], removals: [identity, identity]))
    #expect(bench.send(Frames.arp).keys.sorted() == [4])
    #expect(await bench.flowSwitch.rules().count == 2)
  }

  @Test("an update that cannot be done changes nothing")
  func refused() async throws {
    let bench = try await SwitchBench.with("actions=output:2")
    let good = try bench.rule("arp,actions=drop")
    var rule = good
    rule.actions = [.output(PortNumber(rawValue: 9)!)]
    await #expect(throws: RuleUpdateError.unknownPort(PortNumber(rawValue: 9)!, good.identity)) {
      try await bench.flowSwitch.apply(RuleUpdate(additions: [good, rule]))
    }
    rule.actions = [.goToTable(1), .flood]
    await #expect(throws: RuleUpdateError.badGoTo(good.identity)) {
      try await bench.flowSwitch.apply(RuleUpdate(modifications: [rule]))
    }
    rule.actions = [.goToTable(0)]
    await #expect(throws: RuleUpdateError.badGoTo(good.identity)) {
      try await bench.flowSwitch.apply(RuleUpdate(modifications: [rule]))
    }
    rule.actions = Array(repeating: .flood, count: 257)
    await #expect(throws: RuleUpdateError.tooManyActions(good.identity)) {
      try await bench.flowSwitch.apply(RuleUpdate(additions: [rule]))
    }
    let many = Array(repeating: good, count: FlowSwitch.rulesMax)
    await #expect(throws: RuleUpdateError.tooManyRules) {
      try await bench.flowSwitch.apply(RuleUpdate(additions: many))
    }
    #expect(bench.send(Frames.arp).keys.sorted() == [2])
  }

  @Test("any sequence of updates leaves the rules that it says", arguments: 0..<6)
  func sequences(round: UInt64) async throws {
    let seed = 0xf10_0200 + round
    var generator = RuleGenerator(seed: seed, portCount: 4)
    generator.tableCount = 3
    let bench = SwitchBench()
    var model: [RuleIdentity: FlowRule] = [:]
    for step in 0..<20 {
      var update = RuleUpdate()
      let known = model.keys.sorted()
      for identity in known {
        switch generator.random.below(5) {
        case 0: update.removals.append(identity)
        case 1:
          var rule = generator.rule()
          (rule.table, rule.priority, rule.match) = (identity.table, identity.priority, identity.match)
          rule.actions.removeAll { if case .goToTable = $0 { true } else { false } }
          update.modifications.append(rule)
        default: break
        }
      }
      update.additions = generator.rules(generator.random.below(20))
      if generator.random.oneIn(4) {
        try await bench.flowSwitch.prepare(update)
        await bench.flowSwitch.discard()
      } else {
        try await bench.flowSwitch.apply(update)
        for identity in update.removals { model[identity] = nil }
        for rule in update.modifications + update.additions { model[rule.identity] = rule }
      }
      if generator.random.coin() { bench.bench.advance(by: .milliseconds(1)) }
      let rules = await bench.flowSwitch.rules()
      #expect(rules == model.values.sorted { $0.identity < $1.identity }, "seed \(seed) step \(step)")
    }
  }

  @Test("a packet meets the rules as they are after any sequence of updates, not what a cache remembers")
  func cacheIsForgotten() async throws {
    let bench = try await SwitchBench.with("priority=1,actions=output:2", "priority=2,tcp,tp_dst=81,actions=output:2")
    for port in [2, 3, 4, 2, 3] {
      try await bench.add([
        "priority=9,udp,tp_dst=53,actions=output:\(port)", "priority=8,ip,nw_tos=\(port * 4),actions=drop",
      ])
      for _ in 0..<3 { #expect(bench.send(Frames.udp()).keys.sorted() == [port]) }
    }
  }
}
