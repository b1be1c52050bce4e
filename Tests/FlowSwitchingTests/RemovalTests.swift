import ElementBench
import FlowSwitching
import Testing
import Wire

@Suite("removing rules") struct RemovalTests {
  private let frame = EthernetFrame.tcp(
    FramePath(
      from: MACAddress("02:00:00:00:00:01")!, to: MACAddress("02:00:00:00:00:02")!,
      source: IPv4Address(10, 1, 0, 66), destination: IPv4Address(203, 0, 113, 80)),
    TCPHeader(sourcePort: 40_000, destinationPort: 80, flags: .syn))

  private func rule(_ text: String) throws -> FlowRule { try #require(FlowRule.read(text).rule) }

  @Test("a flow that met a rule no longer meets it once an update takes the rule away and does nothing else")
  func rememberedFlow() async throws {
    let bench = ElementBench(ports: ["eth1", "eth2"])
    let element = FlowSwitch(context: bench.context)
    bench.attach(element)
    let normal = try rule("priority=0,actions=normal")
    let drop = try rule("priority=100,tcp,nw_src=10.1.0.66,tp_dst=80,actions=drop")
    try await element.apply(RuleUpdate(additions: [normal, drop]))
    #expect(bench.send(frame, to: 0).isEmpty)
    #expect(bench.send(frame, to: 0).isEmpty)
    try await element.apply(RuleUpdate(removals: [drop.identity]))
    #expect(bench.send(frame, to: 0) == [1: [frame]])
    bench.advance(by: .seconds(1))
    #expect(bench.send(frame, to: 0) == [1: [frame]])
    try await element.apply(RuleUpdate(additions: [drop]))
    #expect(bench.send(frame, to: 0).isEmpty)
  }
}
