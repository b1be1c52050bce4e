import Dataplane
import ElementBench
import Middleboxes
import Routing
import Wire

/// A network behind a NAT, the kernel's or Weft's:
///
/// ```
///   10.1.0.0/24, hosts 10 and 20 ── eth0 [10.1.0.1]  NAT  eth1 [198.51.100.2], MTU 1280 ── 198.51.100.1, the world
/// ```
enum TranslatedNet {
  static let inside = 0
  static let outside = 1
  static let mtu = [1500, 1280]
  static let address = IPv4Address(198, 51, 100, 2)
  static let gateway = IPv4Address(198, 51, 100, 1)
  static let router = IPv4Address(10, 1, 0, 1)

  static func mac(_ port: Int) -> MACAddress { MACAddress(bits: 0x0200_0000_0001 + UInt64(port)) }
  static func host(_ number: UInt8) -> IPv4Address { IPv4Address(10, 1, 0, number) }
  /// Where an address is: hosts have their own, the world the gateway's.
  static func mac(of address: IPv4Address) -> MACAddress {
    isInside(address)
      ? MACAddress(bits: 0x0200_0001_0000 + UInt64(address.bits & 255)) : MACAddress(bits: 0x0200_0002_0001)
  }
  static func isInside(_ address: IPv4Address) -> Bool { address.bits >> 8 == router.bits >> 8 }

  static let interfaces = [
    RouterInterface(mac: mac(inside), mtu: mtu[inside], addresses: [Wire.InterfaceAddress(.v4(router), length: 24)!]),
    RouterInterface(
      mac: mac(outside), mtu: mtu[outside], addresses: [Wire.InterfaceAddress(.v4(address), length: 24)!]),
  ]

  private static let neighbours: [(address: IPv4Address, port: Int)] = [
    (host(10), inside), (host(20), inside), (gateway, outside),
  ]

  /// The kernel translates behind these rules: what no connection of the inside has opened is dropped, but for pings.
  private static let rules = """
    add table ip nat
    add chain ip nat out { type nat hook postrouting priority 100; }
    add rule ip nat out oifname "eth1" masquerade
    add table ip filter
    add chain ip filter through { type filter hook forward priority 0; }
    add rule ip filter through udp dport 32767 accept
    add rule ip filter through ct state invalid drop
    add rule ip filter through iifname "eth1" ct state new drop
    add chain ip filter local { type filter hook input priority 0; }
    add rule ip filter local ct state invalid drop
    add rule ip filter local iifname "eth1" ct state new icmp type != echo-request drop
    add rule ip filter local iifname "eth1" ct state new ip protocol != icmp drop
    """

  /// Nothing lapses while a test runs, and no packet is judged by more than its addresses, ports and flags.
  private static let settings: [(name: String, value: String)] = [
    ("net.netfilter.nf_conntrack_tcp_loose", "0"), ("net.netfilter.nf_conntrack_tcp_be_liberal", "1"),
    ("net.netfilter.nf_conntrack_checksum", "0"), ("net.netfilter.nf_conntrack_udp_timeout", "6000"),
    ("net.netfilter.nf_conntrack_icmp_timeout", "6000"),
    ("net.ipv4.ipfrag_time", "600"),
  ]

  static func kernel() throws -> KernelNode {
    let node = try KernelNode(interfaces, settings: RoutedNet.plainSettings)
    for neighbour in neighbours {
      try node.introduce(.v4(neighbour.address), at: mac(of: neighbour.address), on: neighbour.port)
    }
    try node.addRoute(to: .v4(.all), via: .v4(gateway))
    try node.run("nft '\(rules)'")
    try node.set(settings)
    node.setFences([
      (port: outside, path: path(from: gateway, to: host(10), at: outside)),
      (port: inside, path: path(from: host(10), to: IPv4Address(203, 0, 113, 250), at: inside)),
    ])
    return node
  }

  static func weft(seed: UInt64) throws -> (bench: ElementBench, nat: NAT) {
    let bench = ElementBench(ports: ["eth0", "eth1"], name: "nat1", seed: seed)
    var configuration = NAT.Configuration(
      interfaces: interfaces, routes: [StaticRoute(to: .v4(.all), via: .v4(gateway))], insidePorts: [inside],
      outsidePort: outside)
    configuration.limits.errorsPerSecond = 1_000_000
    configuration.limits.errorBurst = 10_000_000
    let nat = try NAT(context: bench.context, configuration: configuration)
    bench.attach(nat)
    for neighbour in neighbours {
      let own = neighbour.port == inside ? router : address
      bench.send(
        EthernetFrame.arpRequest(from: mac(of: neighbour.address), address: neighbour.address, target: own),
        to: neighbour.port)
    }
    return (bench, nat)
  }

  /// The way of a frame to the NAT.
  static func path(from source: IPv4Address, to destination: IPv4Address, at port: Int) -> FramePath {
    FramePath(from: mac(of: source), to: mac(port), source: source, destination: destination)
  }
}
