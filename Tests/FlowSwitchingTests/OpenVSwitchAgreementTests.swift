import FlowSwitching
import Foundation
import SeededRandom
import Testing
import Wire

/// Rules and packets at random: Open vSwitch and the flow switch send the same octets out of the same ports.
@Suite("Agreement with Open vSwitch", .serialized)
struct OpenVSwitchAgreementTests {
  static let ports = 4

  /// A frame that the rules of the test let out of every port, to tell the packets' outputs apart.
  private static func separator(_ number: Int) -> [UInt8] {
    EthernetFrame.raw(
      from: Frames.alice, to: Frames.bob, type: EtherType(rawValue: 0x88b5),
      payload: [UInt8(number >> 8), UInt8(number & 255)] + Array(repeating: 0, count: 46))
  }

  private static let separatorFlow = "priority=65535,dl_type=0x88b5,actions=flood,in_port"

  /// What Open vSwitch sends for each frame, by port.
  private static func outputs(
    _ vswitch: OpenVSwitch, _ frames: [(port: Int, bytes: [UInt8])]
  ) throws -> [[Int: [[UInt8]]]] {
    var before: [Int: Int] = [:]
    for port in 1...ports { before[port] = try vswitch.sent(port: port).count }
    var result = Array(repeating: [Int: [[UInt8]]](), count: frames.count)
    // A port keeps the order of what it receives; ports among themselves do not.
    for port in 1...ports {
      let indices = frames.indices.filter { frames[$0].port == port }
      for index in indices {
        try vswitch.receive(frames[index].bytes, port: port)
        try vswitch.receive(separator(index), port: port)
      }
      guard let last = indices.last else { continue }
      for output in 1...ports {
        var sent: ArraySlice<[UInt8]> = []
        for _ in 0..<2_000 {
          sent = try vswitch.sent(port: output).dropFirst(before[output] ?? 0)
          if sent.last == separator(last) { break }
          usleep(2_000)
        }
        try #require(sent.last == separator(last), "Open vSwitch does not answer at port \(output)")
        before[output, default: 0] += sent.count
        for index in indices {
          let run = sent.prefix { $0 != separator(index) }
          if !run.isEmpty { result[index][output] = Array(run) }
          sent = sent.dropFirst(run.count + 1)
        }
      }
    }
    return result
  }

  private static func text(_ outputs: [Int: [[UInt8]]]) -> String {
    outputs.sorted { $0.key < $1.key }
      .map { port, frames in
        frames.map { "\(port): " + $0.map { String(format: "%02x", $0) }.joined() }.joined(separator: "\n")
      }.joined(separator: "\n")
  }

  private static func compare(
    _ vswitch: OpenVSwitch, _ rules: [FlowRule], _ frames: [(port: Int, bytes: [UInt8])], _ label: String
  ) async throws -> Int {
    let bench = SwitchBench(ports: ports)
    try await bench.flowSwitch.apply(RuleUpdate(additions: rules))
    try vswitch.replaceFlows([separatorFlow] + rules.map(\.description))
    let theirs = try outputs(vswitch, frames)
    var met = 0
    for (index, frame) in frames.enumerated() {
      let ours = bench.send(frame.bytes, to: frame.port)
      if !ours.isEmpty { met += 1 }
      if ours != theirs[index] {
        let rule = await bench.flowSwitch.statistics().map { "\($0.packets)  \($0.rule)" }.joined(separator: "\n")
        Issue.record(
          """
          \(label) frame \(index) at port \(frame.port): \(PacketSummary.describe(frame: frame.bytes.span.bytes))
          \(text([0: [frame.bytes]]))
          ours:
          \(text(ours))
          theirs:
          \(text(theirs[index]))
          rules:
          \(rule)
          """)
        return met
      }
    }
    return met
  }

  @Test("random rules send random packets the same way, in one table and in several")
  func agreement() async throws {
    let vswitch = try OpenVSwitch(ports: Self.ports)
    var met = 0
    for round in 0..<40 {
      let seed = 0xf10_0300 + UInt64(round)
      var generator = RuleGenerator(seed: seed, portCount: Self.ports)
      generator.tableCount = round % 2 == 0 ? 1 : 4
      var frames = FrameGenerator(seed: seed)
      // Open vSwitch leaves open which of several rules of one priority counts.
      let rules = Self.distinct(generator.rules(40))
      let packets = (0..<25).map { _ in (port: 1 + frames.random.below(Self.ports), bytes: frames.frame()) }
      met += try await Self.compare(vswitch, rules, packets, "seed \(seed)")
    }
    #expect(met > 300)
  }

  /// The rules with priorities of their own, in each table.
  private static func distinct(_ rules: [FlowRule]) -> [FlowRule] {
    rules.enumerated().map { index, rule in
      var rule = rule
      rule.priority = rule.priority &* 10 &+ UInt16(index)
      return rule
    }
  }

  @Test("tags pushed, popped and changed come out the same")
  func tags() async throws {
    let vswitch = try OpenVSwitch(ports: Self.ports)
    let flows = [
      "mod_vlan_vid:7,output:2", "mod_vlan_pcp:5,output:2", "pop_vlan,output:2", "pop_vlan,pop_vlan,output:2",
      "pop_vlan,mod_vlan_vid:9,output:2", "mod_vlan_vid:7,output:2,pop_vlan,output:3,mod_vlan_pcp:1,output:4",
    ]
    let pushing = [
      "push_vlan:0x8100,mod_vlan_vid:7,output:2",
      "push_vlan:0x88a8,set_field:0x1007->vlan_vid,output:2,pop_vlan,output:3",
    ]
    let frame = Frames.udp()
    let tagged = Frames.tagged(frame, 0x600a)
    for (index, actions) in flows.enumerated() {
      let rule = try #require(FlowRule.read("actions=\(actions)").rule)
      let frames = [frame, tagged, Frames.tagged(tagged, 0x2014, type: 0x88a8)].map { (port: 1, bytes: $0) }
      _ = try await Self.compare(vswitch, [rule], frames, "actions \(index)")
    }
    for (index, actions) in pushing.enumerated() {
      let rule = try #require(FlowRule.read("vlan_tci=\(index == 0 ? "0" : "0x1000/0x1000"),actions=\(actions)").rule)
      _ = try await Self.compare(
        vswitch, [rule], [frame, tagged].map { (port: 1, bytes: $0) }, "pushing \(index)")
    }
  }

  @Test("normal sends known stations the same way, and floods the others")
  func normal() async throws {
    let vswitch = try OpenVSwitch(ports: Self.ports)
    let rule = try #require(FlowRule.read("priority=0,actions=normal").rule)
    let bench = SwitchBench(ports: Self.ports)
    try await bench.flowSwitch.apply(RuleUpdate(additions: [rule]))
    try vswitch.replaceFlows([Self.separatorFlow, rule.description])
    func mac(_ station: Int) -> MACAddress { MACAddress(bits: 0x0200_0000_0000 + UInt64(station)) }
    let vlans: [UInt16?] = [nil, 10, 20]
    for port in 1...Self.ports {
      for vlan in vlans {
        try vswitch.call("fdb/add", ["br0", "p\(port)", "\(vlan ?? 0)", mac(port).description])
        bench.send(
          EthernetFrame.raw(
            from: mac(port), to: mac(99), type: .lldp, vlan: vlan.map { VLANTag(id: $0) }, payload: [0, 0]), to: port)
      }
    }
    var random = SplitMix64(seed: 0xf10_0400)
    let groups = [
      MACAddress.broadcast, MACAddress(bits: 0x0180_c200_000e), MACAddress(bits: 0x0100_5e00_0001), mac(77),
    ]
    let frames = (0..<150).map { _ in
      let port = 1 + random.below(Self.ports)
      let target = random.oneIn(4) ? random.one(of: groups) : mac(1 + random.below(Self.ports))
      let bytes = EthernetFrame.raw(
        from: mac(port), to: target, type: EtherType(rawValue: 0x88b6),
        vlan: random.one(of: vlans).map { VLANTag(id: $0) },
        payload: random.bytes(46))
      return (port: port, bytes: bytes)
    }
    let theirs = try Self.outputs(vswitch, frames)
    for (index, frame) in frames.enumerated() {
      #expect(bench.send(frame.bytes, to: frame.port) == theirs[index], "frame \(index)")
    }
  }

  @Test("flows are read as Open vSwitch reads them: what it prints of a flow is the same rule")
  func notation() throws {
    let seed: UInt64 = 0xf10_0500
    var generator = RuleGenerator(seed: seed, portCount: Self.ports)
    let rules = generator.rules(600)
    for (text, line) in try OpenVSwitch.normalised(rules.map(\.description)) {
      let flow = try #require(line.split(separator: ": ADD ").last).replacing("cookie:", with: "cookie=")
      // Registers are set there in a notation of Nicira's own.
      guard !flow.contains("load:") else { continue }
      let (theirs, ours) = (FlowRule.read(String(flow)).rule, FlowRule.read(text).rule)
      #expect(theirs == ours, "seed \(seed): \(text) is printed as \(flow)")
    }
  }
}
