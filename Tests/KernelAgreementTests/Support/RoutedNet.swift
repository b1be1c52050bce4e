import Dataplane
import ElementBench
import Linux
import Routing
import SystemPackage
import Wire

/// Four links with stations, and on each a second router behind which there is a network more. Between them stands
/// the router that is asked, the kernel's or Weft's:
///
/// ```
///   10.1.0.0/24, 2001:db8:1::/64   eth0   MTU 1500   192.0.2.128/25, 2001:db8:f0::/48 behind .20, ::14
///   10.2.0.0/24, 2001:db8:2::/64   eth1   MTU 1500   192.0.2.0/24,   2001:db8:f1::/48
///   10.3.0.0/24, 2001:db8:3::/64   eth2   MTU 1280   198.51.100.0/24, 2001:db8:f2::/48
///   10.4.0.0/24                    eth3   MTU 576    203.0.113.0/24
/// ```
enum RoutedNet {
  static let ports = 4
  /// Ports that speak IPv6.
  static let ports6 = 3
  static let mtu = [1500, 1500, 1280, 576]

  static func mac(_ port: Int) -> MACAddress { MACAddress(bits: 0x0200_0000_0001 + UInt64(port)) }
  static func router4(_ port: Int) -> IPv4Address { IPv4Address(10, UInt8(port + 1), 0, 1) }
  static func router6(_ port: Int) -> IPv6Address {
    IPv6Address(high: 0x2001_0db8_0001_0000 + UInt64(port) << 16, low: 1)
  }

  /// A station of a link: number 10, or the router with number 20.
  static func stationMAC(_ port: Int, _ number: UInt8 = 10) -> MACAddress {
    MACAddress(bits: 0x0200_0000_0100 + UInt64(port) << 8 + UInt64(number))
  }
  static func station4(_ port: Int, _ number: UInt8 = 10) -> IPv4Address { IPv4Address(10, UInt8(port + 1), 0, number) }
  static func station6(_ port: Int, _ number: UInt8 = 10) -> IPv6Address {
    IPv6Address(high: router6(port).high, low: UInt64(number))
  }

  static let far4 = ["192.0.2.128/25", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"].map { IPPrefix($0)! }
  static let far6 = ["2001:db8:f0::/48", "2001:db8:f1::/48", "2001:db8:f2::/48"].map { IPPrefix($0)! }

  static let interfaces = (0..<ports).map { port in
    RouterInterface(
      mac: mac(port), mtu: mtu[port],
      addresses: [Wire.InterfaceAddress(.v4(router4(port)), length: 24)!]
        + (port < ports6 ? [Wire.InterfaceAddress(.v6(router6(port)), length: 64)!] : []))
  }

  /// Every station, with each of its addresses.
  static var stations: [(address: IPAddress, mac: MACAddress, port: Int)] {
    (0..<ports).flatMap { port in
      [UInt8(10), 20].flatMap { number -> [(address: IPAddress, mac: MACAddress, port: Int)] in
        let mac = stationMAC(port, number)
        var all: [(address: IPAddress, mac: MACAddress, port: Int)] = [(.v4(station4(port, number)), mac, port)]
        if port < ports6 {
          all.append((.v6(station6(port, number)), mac, port))
          all.append((.v6(IPv6Address(linkLocal: mac)), mac, port))
        }
        return all
      }
    }
  }

  /// What makes the kernel comparable: no limits of how many errors it sends, no redirects, no address of its own but
  /// those that it is given, and the checks that Weft makes too.
  static let plainSettings: [(name: String, value: String)] = [
    ("net.ipv4.ip_forward", "1"), ("net.ipv6.conf.all.forwarding", "1"), ("net.ipv6.conf.default.forwarding", "1"),
    ("net.ipv4.icmp_ratelimit", "0"), ("net.ipv4.icmp_ratemask", "0"), ("net.ipv6.icmp.ratelimit", "0"),
    ("net.ipv6.icmp.ratemask", "255"),
    ("net.ipv4.conf.all.rp_filter", "0"), ("net.ipv4.conf.default.rp_filter", "0"),
    ("net.ipv4.conf.all.send_redirects", "0"), ("net.ipv4.conf.default.send_redirects", "0"),
    ("net.ipv4.conf.all.accept_source_route", "0"), ("net.ipv4.conf.default.accept_source_route", "0"),
    ("net.ipv4.conf.all.arp_ignore", "1"),
    ("net.ipv4.conf.all.drop_unicast_in_l2_multicast", "1"),
    ("net.ipv6.conf.all.drop_unicast_in_l2_multicast", "1"),
    ("net.ipv6.conf.default.drop_unicast_in_l2_multicast", "1"),
    ("net.ipv6.conf.default.accept_dad", "0"), ("net.ipv6.conf.default.dad_transmits", "0"),
    ("net.ipv6.auto_flowlabels", "0"), ("net.ipv4.ipfrag_time", "600"), ("net.ipv6.ip6frag_time", "600"),
  ]

  /// The kernel's router.
  static func kernel() throws -> KernelNode {
    let node = try KernelNode(interfaces, settings: plainSettings)
    for station in stations { try node.introduce(station.address, at: station.mac, on: station.port) }
    for (port, prefix) in far4.enumerated() { try node.addRoute(to: prefix, via: .v4(station4(port, 20))) }
    for (port, prefix) in far6.enumerated() { try node.addRoute(to: prefix, via: .v6(station6(port, 20))) }
    node.setFences(
      (0..<ports).map { port in
        let entry = port == 0 ? 1 : 0
        return (
          port: entry,
          path: FramePath(
            from: stationMAC(entry), to: mac(entry), source: station4(entry), destination: station4(port))
        )
      })
    for port in 0..<ports6 {
      for address in [router6(port), IPv6Address(linkLocal: mac(port))] { try awaitAddress(address, on: port, node) }
    }
    return node
  }

  /// The kernel takes an IPv6 address into use in its own time. Until then it is somebody else's; with a hop limit of 1 a
  /// question for it goes no further.
  private static func awaitAddress(_ address: IPv6Address, on port: Int, _ node: KernelNode) throws {
    let path = FramePath(
      from: stationMAC(port), to: mac(port), source: station6(port), destination: address, hopLimit: 1)
    let limit = SystemClock.monotonic() + KernelNode.patience
    while try node.send(EthernetFrame.icmpEcho(path), to: port)[port]?.contains(where: { $0.icmp6 == 0x8100 }) != true {
      guard SystemClock.monotonic() < limit else { throw Errno.timedOut }
    }
  }

  /// Weft's router on a bench; it knows the stations.
  static func weft() throws -> (bench: ElementBench, router: Router) {
    let bench = ElementBench(ports: (0..<ports).map { "eth\($0)" }, name: "r1")
    var limits = ForwardingLimits()
    limits.errorsPerSecond = 1_000_000
    limits.errorBurst = 10_000_000
    let routes =
      far4.enumerated().map { StaticRoute(to: $1, via: .v4(station4($0, 20))) }
      + far6.enumerated().map { StaticRoute(to: $1, via: .v6(station6($0, 20))) }
    let router = try Router(
      context: bench.context, configuration: .init(interfaces: interfaces, routes: routes, limits: limits))
    bench.attach(router)
    for station in stations {
      switch station.address {
      case .v4(let address):
        bench.send(
          EthernetFrame.arpRequest(from: station.mac, address: address, target: router4(station.port)),
          to: station.port)
      case .v6(let address):
        bench.send(
          EthernetFrame.neighborSolicitation(from: station.mac, address: address, target: router6(station.port)),
          to: station.port)
      }
    }
    return (bench, router)
  }
}
