import Dataplane
import ElementBench
import Hosts
import Routing
import Wire

/// One host, 10.1.0.1/24 and 2001:db8::1/64, and what comes out of it; its peer is made of frames.
struct HostBench {
  static let mac = MACAddress(bits: 0x0200_0000_0001)
  static let v4 = IPv4Address(10, 1, 0, 1)
  static let v6 = IPv6Address("2001:db8::1")!
  static let peerMAC = MACAddress(bits: 0x0200_0000_00aa)
  static let peer4 = IPv4Address(10, 1, 0, 10)
  static let peer6 = IPv6Address("2001:db8::a")!

  let bench: ElementBench
  let host: Host

  /// Makes a host; where `knows`, it has the peer among its neighbours.
  init(
    listeners: [Listener] = [], knows: Bool = true, addresses: [String] = ["10.1.0.1/24", "2001:db8::1/64"],
    change: (inout Host.Configuration) -> Void = { _ in }
  ) throws {
    bench = ElementBench(ports: ["eth0"], name: "h1")
    let interface = RouterInterface(mac: Self.mac, addresses: addresses.map { InterfaceAddress($0)! })
    var configuration = Host.Configuration(interfaces: [interface], listeners: listeners)
    change(&configuration)
    host = try Host(context: bench.context, configuration: configuration)
    bench.attach(host)
    if knows {
      bench.send(EthernetFrame.arpRequest(from: Self.peerMAC, address: Self.peer4, target: Self.v4), to: 0)
      bench.send(Self.solicitation(of: Self.v6), to: 0)
    }
  }

  /// From the peer to the host.
  static var path4: FramePath { FramePath(from: peerMAC, to: mac, source: peer4, destination: v4) }
  static var path6: FramePath { FramePath(from: peerMAC, to: mac, source: peer6, destination: v6) }

  /// The peer asks for an address of the host.
  static func solicitation(of target: IPv6Address, from source: IPv6Address = peer6) -> [UInt8] {
    var path = FramePath(
      from: peerMAC, to: target.solicitedNode.multicastMAC, source: source, destination: target.solicitedNode)
    path.hopLimit = 255
    let message = NeighborSolicitation(target: target, sourceLinkLayer: source.isUnspecified ? nil : peerMAC)
    var body = [UInt8](repeating: 0, count: message.length)
    body.withMutableBytes { bytes in message.write(to: &bytes) }
    return EthernetFrame.ip(path, .icmpv6, payload: body)
  }

  /// The peer says that it has an address.
  static func advertisement(of target: IPv6Address) -> [UInt8] {
    var path = FramePath(
      from: peerMAC, to: IPv6Address.allNodes.multicastMAC, source: target, destination: .allNodes)
    path.hopLimit = 255
    let message = NeighborAdvertisement(
      target: target, targetLinkLayer: peerMAC, isRouter: false, isSolicited: false, isOverride: true)
    var body = [UInt8](repeating: 0, count: message.length)
    body.withMutableBytes { bytes in message.write(to: &bytes) }
    return EthernetFrame.ip(path, .icmpv6, payload: body)
  }

  /// The frames that come out when this one comes in.
  func send(_ frame: [UInt8]) -> [[UInt8]] { bench.send(frame, to: 0)[0] ?? [] }

  /// How many packets were dropped for `reason`.
  func drops(_ reason: DropReason) -> UInt64 { bench.context.dropCount(reason) }
}
