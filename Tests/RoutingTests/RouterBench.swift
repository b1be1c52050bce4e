import Buffers
import Dataplane
import ElementBench
import Routing
import Wire

/// A station on one of the router's links.
struct Station {
  var port: Int
  var mac: MACAddress
  var v4: IPv4Address
  var v6: IPv6Address
}

/// A router between two or three links, with a station on each:
///
/// ```
///   alice 10.1.0.10, 2001:db8:1::a ── eth0 [10.1.0.1, 2001:db8:1::1]   router
///   bob   10.2.0.20, 2001:db8:2::b ── eth1 [10.2.0.1, 2001:db8:2::1]
///   gate  10.3.0.2,  2001:db8:3::2 ── eth2 [10.3.0.1, 2001:db8:3::1]
/// ```
struct RouterBench {
  static let alice = Station(
    port: 0, mac: MACAddress(bits: 0x0200_0000_00aa), v4: IPv4Address(10, 1, 0, 10), v6: IPv6Address("2001:db8:1::a")!)
  static let bob = Station(
    port: 1, mac: MACAddress(bits: 0x0200_0000_00bb), v4: IPv4Address(10, 2, 0, 20), v6: IPv6Address("2001:db8:2::b")!)
  static let gate = Station(
    port: 2, mac: MACAddress(bits: 0x0200_0000_00cc), v4: IPv4Address(10, 3, 0, 2), v6: IPv6Address("2001:db8:3::2")!)

  let bench: ElementBench
  let router: Router

  /// Makes a router; where `knows`, its neighbour cache has the stations already.
  init(
    mtu: [Int] = [1500, 1500, 1500], routes: [StaticRoute] = [], limits: ForwardingLimits = ForwardingLimits(),
    extra: [[String]] = [[], [], []], pool: Int = 512, knows: Bool = true
  ) throws {
    bench = ElementBench(ports: ["eth0", "eth1", "eth2"], name: "r1", poolCapacity: pool)
    let interfaces = (0..<3).map { port in
      RouterInterface(
        mac: Self.mac(port), mtu: mtu[port],
        addresses: ["10.\(port + 1).0.1/24", "2001:db8:\(port + 1)::1/64"].map { InterfaceAddress($0)! }
          + extra[port].map { InterfaceAddress($0)! })
    }
    router = try Router(
      context: bench.context, configuration: .init(interfaces: interfaces, routes: routes, limits: limits))
    bench.attach(router)
    if knows { for station in [Self.alice, Self.bob, Self.gate] { introduce(station) } }
  }

  /// The router's MAC address at a port.
  static func mac(_ port: Int) -> MACAddress { MACAddress(bits: 0x0200_0000_0001 + UInt64(port)) }
  /// The router's IPv4 address at a port.
  static func v4(_ port: Int) -> IPv4Address { IPv4Address(10, UInt8(port + 1), 0, 1) }
  /// The router's IPv6 address at a port.
  static func v6(_ port: Int) -> IPv6Address { IPv6Address("2001:db8:\(port + 1)::1")! }

  /// Has a station ask for the router, so that the router knows it.
  func introduce(_ station: Station) {
    bench.send(
      EthernetFrame.arpRequest(from: station.mac, address: station.v4, target: Self.v4(station.port)), to: station.port)
    bench.send(
      EthernetFrame.neighborSolicitation(from: station.mac, address: station.v6, target: Self.v6(station.port)),
      to: station.port)
  }

  /// The way of a packet between two addresses, from a station to the router.
  static func path(_ station: Station, to destination: IPAddress, from source: IPAddress? = nil, hops: UInt8 = 64)
    -> FramePath
  {
    let own: IPAddress = destination.version == .v4 ? .v4(station.v4) : .v6(station.v6)
    return FramePath(
      from: station.mac, to: mac(station.port), source: source ?? own, destination: destination, hopLimit: hops)!
  }

  /// The same, from text.
  static func path(_ station: Station, to destination: String, from source: String? = nil, hops: UInt8 = 64)
    -> FramePath
  {
    path(station, to: IPAddress(destination)!, from: source.map { IPAddress($0)! }, hops: hops)
  }

  /// Sends a frame from a station, and answers what came out as lines of text: `eth1: IPv4 …`.
  func send(_ frame: [UInt8], from station: Station, offload: OffloadMetadata = .none) -> [String] {
    Self.lines(bench.send(frame, to: station.port, offload: offload))
  }

  /// What came out, as text by port.
  static func lines(_ outputs: [Int: [[UInt8]]]) -> [String] {
    outputs.sorted { $0.key < $1.key }.flatMap { port, frames in frames.map { "eth\(port): \(describe($0))" } }
  }

  /// How often the router dropped a packet for a reason.
  func drops(_ reason: DropReason) -> UInt64 { bench.context.dropCount(reason) }
}

/// A frame as one line of text.
func describe(_ frame: [UInt8]) -> String { PacketSummary.describe(frame: frame.span.bytes) }

/// The IPv4 datagram in a frame.
struct Datagram4: Equatable {
  var header: IPv4Header
  var options: [UInt8]
  var payload: [UInt8]
  var isChecksumValid: Bool

  init?(_ frame: [UInt8]) {
    let bytes = frame.span.bytes
    guard let ethernet = EthernetView(bytes), let view = IPv4View(ethernet.payload) else { return nil }
    header = IPv4Header(view)
    options = view.options.withUnsafeBytes { Array($0) }
    payload = view.payload.withUnsafeBytes { Array($0) }
    isChecksumValid = view.isChecksumValid
  }
}

/// The IPv6 datagram in a frame.
struct Datagram6: Equatable {
  var header: IPv6Header
  var payload: [UInt8]

  init?(_ frame: [UInt8]) {
    let bytes = frame.span.bytes
    guard let ethernet = EthernetView(bytes), let view = IPv6View(ethernet.payload) else { return nil }
    header = IPv6Header(view)
    payload = view.payload.withUnsafeBytes { Array($0) }
  }
}

/// The Ethernet addresses of a frame.
func stations(_ frame: [UInt8]) -> (from: MACAddress, to: MACAddress)? {
  guard let view = EthernetView(frame.span.bytes) else { return nil }
  return (view.source, view.destination)
}

/// True where the frame's transport checksum is right.
func hasValidTransport(_ frame: [UInt8]) -> Bool? {
  TransportChecksum.isValid(frame.span.bytes.extracting(droppingFirst: 14))
}

/// Octets that repeat nowhere near.
func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8 &* 7) } }
