import Buffers
import Dataplane
import ElementBench
import Middleboxes
import Routing
import Testing
import Wire

/// A NAT on a bench, with hosts at its ports that answer ARP:
///
/// ```
///   10.1.0.0/24 ── 0 ┐     ┌ 2 ── 198.51.100.0/24, gateway .1, the rest of the world
///   10.2.0.0/24 ── 1 ┘ NAT └ 3 ── 192.0.2.0/24, neither inside nor outside
/// ```
final class NATBench {
  static let lan = 0
  static let lab = 1
  static let outside = 2
  static let neither = 3
  static let address = IPv4Address(198, 51, 100, 2)
  static let gateway = IPv4Address(198, 51, 100, 1)

  let bench: ElementBench
  let nat: NAT
  private static let interfaces = [
    RouterInterface(mac: MACAddress(bits: 0x02_0000_00ff00), addresses: [InterfaceAddress("10.1.0.1/24")!]),
    RouterInterface(mac: MACAddress(bits: 0x02_0000_00ff01), addresses: [InterfaceAddress("10.2.0.1/24")!]),
    RouterInterface(mac: MACAddress(bits: 0x02_0000_00ff02), addresses: [InterfaceAddress("198.51.100.2/24")!]),
    RouterInterface(mac: MACAddress(bits: 0x02_0000_00ff03), addresses: [InterfaceAddress("192.0.2.1/24")!]),
  ]

  /// A packet that came out.
  struct Seen {
    let port: Int
    /// The IP datagram.
    let datagram: [UInt8]
    let offload: OffloadMetadata
  }

  /// The configuration that `init` starts from.
  static var configuration: NAT.Configuration {
    NAT.Configuration(
      interfaces: interfaces, routes: [StaticRoute(to: .v4(.all), via: .v4(gateway))], insidePorts: [lan, lab],
      outsidePort: outside)
  }

  init(seed: UInt64 = 1, poolCapacity: Int = 512, _ configure: (inout NAT.Configuration) -> Void = { _ in }) throws {
    bench = ElementBench(ports: ["eth0", "eth1", "eth2", "eth3"], name: "nat1", poolCapacity: poolCapacity, seed: seed)
    var configuration = NATBench.configuration
    configure(&configuration)
    nat = try NAT(context: bench.context, configuration: configuration)
    bench.attach(nat)
  }

  /// The MAC address of whoever has `address` on a link.
  static func mac(_ address: IPv4Address) -> MACAddress { MACAddress(bits: 0x02_0100_000000 | UInt64(address.bits)) }

  /// The port that a host is at.
  static func port(of address: IPv4Address) -> Int {
    switch address.bits >> 8 {
    case 0x0a0100: lan
    case 0x0a0200: lab
    case 0xc00002: neither
    default: outside
    }
  }

  /// The way of a frame from a host to the NAT.
  static func path(_ source: IPv4Address, _ destination: IPv4Address, at port: Int? = nil) -> FramePath {
    let port = port ?? NATBench.port(of: source)
    let station = port == outside && source.bits >> 8 != address.bits >> 8 ? gateway : source
    return FramePath(from: mac(station), to: interfaces[port].mac, source: source, destination: destination)
  }

  /// Sends a frame, and answers what came out besides ARP. Unless `isIntact` is false, every checksum must be right.
  @discardableResult
  func send(
    _ frame: [UInt8], at port: Int, offload: OffloadMetadata = .none, isIntact: Bool = true,
    _ location: SourceLocation = #_sourceLocation
  ) -> [Seen] {
    bench.inject(frame, to: port, offload: offload)
    return settle(isIntact: isIntact, location)
  }

  /// Turns the clock on. What comes out meanwhile is answered if it is ARP, else it is ignored.
  func advance(by delay: Nanoseconds) {
    for (port, frames) in bench.advance(by: delay) { for frame in frames { answer(frame, at: port) } }
    settle(isIntact: false)
  }

  /// How many packets were dropped for `reason` so far.
  func drops(_ reason: DropReason) -> UInt64 { bench.context.dropCount(reason) }

  /// Runs until nothing moves, and answers ARP meanwhile.
  @discardableResult
  func settle(isIntact: Bool, _ location: SourceLocation = #_sourceLocation) -> [Seen] {
    var seen: [Seen] = []
    for _ in 0..<8 {
      var isQuiet = true
      for (port, outputs) in bench.runOutputs().sorted(by: { $0.key < $1.key }) {
        for output in outputs where !answer(output.bytes, at: port) {
          let datagram = Array(output.bytes.dropFirst(EthernetView.length))
          if isIntact { NATBench.check(datagram, output.offload, location) }
          seen.append(Seen(port: port, datagram: datagram, offload: output.offload))
        }
        isQuiet = false
      }
      if isQuiet { break }
    }
    return seen
  }

  /// Answers an ARP request. True for any ARP packet.
  @discardableResult
  private func answer(_ frame: [UInt8], at port: Int) -> Bool {
    let request = frame.withBytes { bytes -> ARPPacket? in
      guard let view = EthernetView(bytes), view.type == .arp, let packet = ARPView(view.payload) else { return nil }
      return ARPPacket(packet)
    }
    guard let request else { return false }
    if request.operation == .request {
      bench.inject(
        EthernetFrame.arpReply(
          from: NATBench.mac(request.target), address: request.target, to: request.senderMAC, target: request.sender),
        to: port)
    }
    return true
  }

  /// Every checksum of a datagram, from scratch.
  static func check(_ datagram: [UInt8], _ offload: OffloadMetadata, _ location: SourceLocation) {
    var copy = datagram
    if offload.needsChecksum { _ = copy.withMutableBytes { TransportChecksum.finish(in: &$0, at: 0) } }
    let (header, transport) = copy.withBytes { (IPv4View($0)?.isChecksumValid, TransportChecksum.isValid($0)) }
    #expect(header == true, "IPv4 header checksum", sourceLocation: location)
    #expect(transport != false, "transport checksum", sourceLocation: location)
  }
}
