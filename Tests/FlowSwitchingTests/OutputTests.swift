import Dataplane
import FlowSwitching
import Testing
import Wire

@Suite("Where a flow switch sends a packet")
struct OutputTests {
  @Test("without a rule every packet is dropped (OpenFlow 1.5.1, 5.4)")
  func tableMiss() async throws {
    let bench = try await SwitchBench.with()
    #expect(bench.send(Frames.tcp()).isEmpty)
    #expect(bench.drops(.tableMiss) == 1)
  }

  @Test("a frame shorter than an Ethernet header is malformed")
  func malformed() async throws {
    let bench = try await SwitchBench.with("actions=flood")
    #expect(bench.send(Array(Frames.tcp().prefix(13))).isEmpty)
    #expect(bench.drops(.malformed) == 1)
    #expect(bench.send(Array(Frames.tcp().prefix(14))).count == 3)
  }

  @Test("the rule of the highest priority counts, whatever the order in which they came")
  func priorities() async throws {
    let bench = try await SwitchBench.with(
      "priority=1,actions=output:2", "priority=9,tcp,tp_dst=80,actions=output:4", "priority=5,ip,actions=output:3")
    #expect(bench.send(Frames.tcp()) == [4: [Frames.tcp()]])
    #expect(bench.send(Frames.udp()) == [3: [Frames.udp()]])
    #expect(bench.send(Frames.arp) == [2: [Frames.arp]])
    #expect(try await bench.counters("priority=9,tcp,tp_dst=80,actions=drop").packets == 1)
    #expect(try await bench.counters("priority=5,ip,actions=drop").bytes == UInt64(Frames.udp().count))
  }

  @Test("drop drops, and says that a rule did it")
  func drop() async throws {
    let bench = try await SwitchBench.with("priority=9,tcp,tp_dst=80,actions=drop", "priority=1,actions=flood")
    #expect(bench.send(Frames.tcp()).isEmpty)
    #expect(bench.drops(.droppedByRule) == 1)
    #expect(bench.send(Frames.tcp(to: 443)).keys.sorted() == [2, 3, 4])
  }

  @Test("a packet is not sent back out of its port by its number, but by in_port (OpenFlow 1.5.1, 7.2.6.1)")
  func inPort() async throws {
    let bench = try await SwitchBench.with("in_port=1,actions=output:1", "in_port=2,actions=in_port,output:2,output:3")
    #expect(bench.send(Frames.arp, to: 1).isEmpty)
    #expect(bench.drops(.sameAsIngress) == 1)
    #expect(bench.send(Frames.arp, to: 2) == [2: [Frames.arp], 3: [Frames.arp]])
  }

  @Test("flood and all go to every port but the one it came by", arguments: ["flood", "all"])
  func flood(action: String) async throws {
    let bench = try await SwitchBench.with("actions=\(action)")
    #expect(bench.send(Frames.arp, to: 3) == [1: [Frames.arp], 2: [Frames.arp], 4: [Frames.arp]])
  }

  @Test("each output leaves as the actions before it made the packet, and shares no octet with the others")
  func sequence() async throws {
    let bench = try await SwitchBench.with(
      "ip,actions=output:2,dec_ttl,output:3,mod_nw_ttl:77,mod_dl_dst:02:00:00:00:00:99,output:4,mod_nw_ttl:1")
    let outputs = bench.send(Frames.tcp())
    #expect(outputs[2] == [Frames.tcp()])
    #expect(outputs[3]?.first?[22] == 8)
    #expect(outputs[4]?.first?[22] == 77)
    #expect(outputs[4]?.first?[5] == 0x99)
    #expect(bench.bench.dispatcher.pool.inUse == 0)
    #expect(bench.bench.context.dropCounts.isEmpty)
  }

  @Test("the same port twice is two packets")
  func twice() async throws {
    let bench = try await SwitchBench.with("actions=output:2,output:2")
    #expect(bench.send(Frames.arp) == [2: [Frames.arp, Frames.arp]])
  }

  @Test("a copy that the pool has no buffer for is dropped as noBuffers, and the outputs before it are not lost")
  func noBuffers() async throws {
    let bench = SwitchBench()
    try await bench.add(["actions=output:2,mod_dl_dst:02:00:00:00:00:99,output:3"])
    // All buffers but one are out: the packet's.
    bench.bench.inject(Frames.arp, to: 0)
    var held = [Bool]()
    var others = PacketHoard()
    while others.take(from: bench.bench.dispatcher.pool) { held.append(true) }
    let outputs = bench.outputs()
    #expect(outputs[2]?.map(\.bytes) == [Frames.arp])
    #expect(outputs[3] == nil)
    #expect(bench.drops(.noBuffers) == 1)
    #expect(!held.isEmpty)
  }

  @Test("goto_table goes on with what the actions left, and a miss there drops what was not sent")
  func goTo() async throws {
    let bench = try await SwitchBench.with(
      "table=0,priority=2,in_port=1,actions=set_field:5->metadata,goto_table:7",
      "table=0,priority=1,in_port=2,actions=output:4,goto_table:8",
      "table=7,metadata=5,actions=mod_vlan_vid:9,goto_table:9", "table=9,dl_vlan=9,actions=pop_vlan,output:3")
    #expect(bench.send(Frames.arp, to: 1) == [3: [Frames.arp]])
    #expect(bench.send(Frames.arp, to: 2) == [4: [Frames.arp]])
    #expect(bench.bench.context.dropCounts.isEmpty)
    #expect(bench.send(Frames.arp, to: 3).isEmpty)
    #expect(bench.drops(.tableMiss) == 1)
    let tables = await bench.flowSwitch.tableStatistics()
    #expect(tables.map(\.table) == [0, 7, 9])
    #expect(tables.map(\.rules) == [2, 1, 1])
    #expect(tables.map(\.lookups) == [3, 1, 1])
    #expect(tables.map(\.matches) == [2, 1, 1])
  }

  @Test("resubmit comes back, with what the other table left of the packet")
  func resubmit() async throws {
    let bench = try await SwitchBench.with(
      "actions=resubmit(,1),output:2,resubmit(,2),output:3", "table=1,actions=mod_dl_dst:02:00:00:00:00:99,output:4")
    var changed = Frames.arp
    changed.replaceSubrange(0..<6, with: [2, 0, 0, 0, 0, 0x99])
    #expect(bench.send(Frames.arp) == [2: [changed], 3: [changed], 4: [changed]])
  }

  @Test("tables that resubmit to each other end")
  func resubmitForEver() async throws {
    let bench = try await SwitchBench.with(
      "actions=resubmit(,1),resubmit(,1),output:2", "table=1,actions=resubmit(,0),resubmit(,1)")
    let sent = bench.send(Frames.arp)[2]?.count ?? 0
    #expect(sent > 0 && sent <= FlowAction.resubmitsMax)
  }

  @Test("ports have the numbers they are given")
  func numbers() async throws {
    let bench = SwitchBench(ports: 2, numbers: [10, 20].compactMap { PortNumber(rawValue: $0) })
    try await bench.add(["in_port=10,actions=output:20"])
    #expect(bench.send(Frames.arp, to: 1) == [2: [Frames.arp]])
    #expect(bench.flowSwitch.ports.listed == "eth1 (10), eth2 (20)")
  }
}
