import Buffers
import Dataplane
import ElementBench
import FlowSwitching
import Testing
import Wire

/// A flow switch on a bench, with ports eth1, eth2 … of the numbers 1, 2 …
struct SwitchBench {
  let bench: ElementBench
  let flowSwitch: FlowSwitch

  init(ports: Int = 4, numbers: [PortNumber]? = nil) {
    bench = ElementBench(ports: (1...ports).map { "eth\($0)" }, name: "of1", poolCapacity: 4_096)
    flowSwitch = FlowSwitch(context: bench.context, numbers: numbers)
    bench.attach(flowSwitch)
  }

  /// A bench whose switch has these rules.
  static func with(_ rules: String..., ports: Int = 4) async throws -> SwitchBench {
    let bench = SwitchBench(ports: ports)
    try await bench.add(rules)
    return bench
  }

  func add(_ rules: [String]) async throws {
    try await flowSwitch.apply(RuleUpdate(additions: try rules.map { try rule($0) }))
  }

  /// The rule that a text stands for.
  func rule(_ text: String) throws -> FlowRule {
    try #require(FlowRule.read(text, ports: flowSwitch.ports).rule, "\(text)")
  }

  /// Sends a frame into the port of that number, and answers what came out, by number.
  @discardableResult
  func send(_ frame: [UInt8], to port: Int = 1, offload: OffloadMetadata = .none) -> [Int: [[UInt8]]] {
    bench.inject(frame, to: port - 1, offload: offload)
    return outputs().mapValues { $0.map(\.bytes) }
  }

  /// What came out since this was last asked, by number.
  func outputs() -> [Int: [Collector.Output]] {
    Dictionary(uniqueKeysWithValues: bench.runOutputs().map { ($0.key + 1, $0.value) })
  }

  /// How many packets were dropped for a reason.
  func drops(_ reason: DropReason) -> UInt64 { bench.context.dropCount(reason) }

  /// Packets and octets of the rule that a text stands for.
  func counters(_ text: String) async throws -> (packets: UInt64, bytes: UInt64) {
    let identity = try rule(text).identity
    let found = try #require(await flowSwitch.statistics().first { $0.rule.identity == identity })
    return (found.packets, found.bytes)
  }
}

/// Frames that the tests of actions begin with.
enum Frames {
  static let alice = MACAddress(bits: 0x0200_0000_0001)
  static let bob = MACAddress(bits: 0x0200_0000_0002)
  static let path4 = FramePath(
    from: alice, to: bob, source: IPv4Address(10, 0, 0, 1), destination: IPv4Address(10, 0, 0, 2), hopLimit: 9)
  static let path6 = FramePath(
    from: alice, to: bob, source: IPv6Address("2001:db8::1")!, destination: IPv6Address("2001:db8::2")!, hopLimit: 9)

  static func tcp(_ path: FramePath = path4, to port: UInt16 = 80) -> [UInt8] {
    EthernetFrame.tcp(
      path, TCPHeader(sourcePort: 1024, destinationPort: port, flags: .syn), payload: Array("hello".utf8))
  }

  static func udp(_ path: FramePath = path4, to port: UInt16 = 53) -> [UInt8] {
    EthernetFrame.udp(path, sourcePort: 1024, destinationPort: port, payload: Array("hello".utf8))
  }

  static func tagged(_ frame: [UInt8], _ control: UInt16, type: UInt16 = 0x8100) -> [UInt8] {
    var frame = frame
    frame.insert(
      contentsOf: [UInt8(type >> 8), UInt8(type & 255), UInt8(control >> 8), UInt8(control & 255)], at: 12)
    return frame
  }

  static var arp: [UInt8] {
    EthernetFrame.arpRequest(from: alice, address: IPv4Address(10, 0, 0, 1), target: IPv4Address(10, 0, 0, 2))
  }
}
