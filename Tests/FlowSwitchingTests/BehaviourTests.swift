import Buffers
import Dataplane
import FlowSwitching
import Testing
import Wire

@Suite("Forwarding as a learning switch, timeouts and traces")
struct BehaviourTests {
  /// A frame from one station to another, in a VLAN or none.
  private static func frame(_ from: UInt8, to: UInt8, vlan: UInt16? = nil) -> [UInt8] {
    EthernetFrame.raw(
      from: MACAddress(bits: 0x0200_0000_0000 | UInt64(from)), to: MACAddress(bits: 0x0200_0000_0000 | UInt64(to)),
      type: EtherType(rawValue: 0x88b6), vlan: vlan.map { VLANTag(id: $0) }, payload: [1])
  }

  @Test("normal floods to stations that it does not know, and learns where they are")
  func normal() async throws {
    let bench = try await SwitchBench.with("actions=normal")
    #expect(bench.send(Self.frame(1, to: 2), to: 1).keys.sorted() == [2, 3, 4])
    #expect(bench.send(Self.frame(2, to: 1), to: 2).keys.sorted() == [1])
    #expect(bench.send(Self.frame(1, to: 2), to: 1).keys.sorted() == [2])
    #expect(bench.send(Self.frame(3, to: 1), to: 1).isEmpty)
    #expect(bench.drops(.sameAsIngress) == 1)
    #expect(bench.send(Self.frame(1, to: 2), to: 4).keys.sorted() == [2])
    #expect(bench.send(Self.frame(2, to: 1), to: 2).keys.sorted() == [4])
  }

  @Test("normal learns within a VLAN, and passes tags as they are")
  func normalVLAN() async throws {
    let bench = try await SwitchBench.with("actions=normal")
    bench.send(Self.frame(1, to: 9, vlan: 10), to: 1)
    #expect(bench.send(Self.frame(2, to: 1, vlan: 10), to: 2) == [1: [Self.frame(2, to: 1, vlan: 10)]])
    #expect(bench.send(Self.frame(2, to: 1, vlan: 11), to: 2).count == 3)
    #expect(bench.send(Self.frame(2, to: 1), to: 2).count == 3)
  }

  @Test("normal keeps frames to reserved group addresses (IEEE 802.1Q-2018, 8.6.3), and forgets after 300 s")
  func normalReservedAndAgeing() async throws {
    let bench = try await SwitchBench.with("actions=normal")
    let reserved = EthernetFrame.raw(
      from: Frames.alice, to: MACAddress(bits: 0x0180_c200_000e), type: .lldp, payload: [0, 0])
    #expect(bench.send(reserved).isEmpty)
    #expect(bench.drops(.reservedGroup) == 1)
    bench.send(Self.frame(7, to: 8), to: 3)
    #expect(bench.send(Self.frame(8, to: 7), to: 1).keys.sorted() == [3])
    bench.bench.advance(by: .seconds(301))
    #expect(bench.send(Self.frame(8, to: 7), to: 1).keys.sorted() == [2, 3, 4])
    bench.send(Self.frame(7, to: 8), to: 3)
    await bench.flowSwitch.forgetStations(at: 2)
    #expect(bench.send(Self.frame(8, to: 7), to: 1).keys.sorted() == [2, 3, 4])
  }

  @Test("more stations than normal remembers are flooded, not lost")
  func normalBound() async throws {
    let bench = try await SwitchBench.with("actions=normal", ports: 3)
    for station in 0..<6_000 {
      let frame = EthernetFrame.raw(
        from: MACAddress(bits: 0x0200_0001_0000 + UInt64(station)), to: Frames.bob, type: .lldp, payload: [1])
      #expect(bench.send(frame, to: 1).count == 2)
    }
    var known = 0
    for station in 0..<6_000 {
      let frame = EthernetFrame.raw(
        from: Frames.bob, to: MACAddress(bits: 0x0200_0001_0000 + UInt64(station)), type: .lldp, payload: [1])
      let ports = bench.send(frame, to: 2).keys.sorted()
      #expect(ports == [1] || ports == [1, 3])
      if ports == [1] { known += 1 }
    }
    #expect(known > 3_000 && known <= 4_096)
  }

  @Test("a rule goes when it was idle, or its time is over, and is told of once")
  func timeouts() async throws {
    let bench = try await SwitchBench.with(
      "priority=2,arp,idle_timeout=10,actions=output:2", "priority=2,udp,hard_timeout=15,actions=output:3",
      "priority=1,actions=output:4")
    for _ in 0..<3 {
      bench.bench.advance(by: .seconds(6))
      #expect(bench.send(Frames.arp).keys.sorted() == [2])
    }
    // 18 s: the rule with a hard timeout is gone although it was used, the other was never idle for 10 s.
    #expect(bench.send(Frames.udp()).keys.sorted() == [4])
    bench.bench.advance(by: .seconds(9))
    #expect(bench.send(Frames.arp).keys.sorted() == [2])
    bench.bench.advance(by: .seconds(11))
    #expect(bench.send(Frames.arp).keys.sorted() == [4])
    let expired = await bench.flowSwitch.takeExpired()
    #expect(expired.map(\.statistics.rule.hardTimeout) == [15, 0])
    #expect(expired.map(\.wasIdle) == [false, true])
    #expect(expired.map(\.statistics.packets) == [0, 4])
    #expect(await bench.flowSwitch.takeExpired().isEmpty)
    #expect(await bench.flowSwitch.rules().count == 1)
    #expect(bench.bench.dispatcher.nextDeadline == nil)
  }

  @Test("no rule goes while an update is prepared; a modified timeout is the one that counts")
  func timeoutsAndUpdates() async throws {
    let bench = try await SwitchBench.with("arp,idle_timeout=10,actions=output:2")
    try await bench.flowSwitch.prepare(RuleUpdate(additions: [try bench.rule("udp,actions=output:3")]))
    bench.bench.advance(by: .seconds(11))
    #expect(bench.send(Frames.arp).keys.sorted() == [2])
    await bench.flowSwitch.commit()
    try await bench.flowSwitch.apply(
      RuleUpdate(modifications: [try bench.rule("arp,idle_timeout=30,actions=output:4")]))
    bench.bench.advance(by: .seconds(29))
    #expect(bench.send(Frames.arp).keys.sorted() == [4])
    bench.bench.advance(by: .seconds(31))
    #expect(bench.send(Frames.arp).isEmpty)
  }

  @Test("a trace names table, rule, actions and the place in the file")
  func trace() async throws {
    let bench = SwitchBench()
    var rule = try bench.rule("priority=100,udp,in_port=eth1,tp_dst=53,actions=set_field:1->reg0,goto_table:2")
    rule.origin = RuleOrigin(file: "office.weft.yml", line: 12)
    try await bench.flowSwitch.apply(
      RuleUpdate(additions: [
        rule, try bench.rule("table=2,priority=7,actions=output:eth3"),
        try bench.rule("priority=1,actions=goto_table:9"),
      ]))
    let notes = Notes()
    bench.bench.dispatcher.observer = notes
    bench.bench.send(Frames.udp(), to: 0, traceID: 1)
    bench.bench.send(Frames.arp, to: 0, traceID: 1)
    #expect(
      notes.lines == [
        "table 0: priority=100,udp,in_port=eth1,tp_dst=53 → set_field:0x1->reg0,goto_table:2 (office.weft.yml:12)",
        "table 2: priority=7 → output:eth3", "emitted 2",
        "table 0: priority=1 → goto_table:9", "table 9: no rule matches", "dropped: dropped by a rule",
      ])
    bench.bench.dispatcher.observer = nil
  }

  @Test("statistics have the order of tables, priorities and matches, and ages")
  func statistics() async throws {
    let bench = try await SwitchBench.with(
      "table=1,actions=drop", "priority=5,ip,actions=drop", "priority=5,tcp,actions=drop", "priority=9,actions=drop")
    bench.bench.advance(by: .seconds(3))
    bench.send(Frames.arp)
    bench.bench.advance(by: .seconds(2))
    let statistics = await bench.flowSwitch.statistics()
    #expect(
      statistics.map(\.rule.description) == [
        "priority=9,actions=drop", "priority=5,tcp,actions=drop", "priority=5,ip,actions=drop",
        "table=1,priority=32768,actions=drop",
      ])
    #expect(statistics.map(\.age) == Array(repeating: .seconds(5), count: 4))
    #expect(statistics.map(\.idle) == [.seconds(2), .seconds(5), .seconds(5), .seconds(5)])
  }
}

/// Keeps what is said of traced packets.
private final class Notes: PacketObserver {
  private(set) var lines: [String] = []

  func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
    guard element.name == "of1" else { return }
    switch event {
    case .noted(let text): lines.append(text)
    case .emitted(let port): lines.append("emitted \(port)")
    case .dropped(let reason, _): lines.append("dropped: \(reason)")
    default: break
    }
  }
}
