// packages: Middleboxes ElementBench tools/fuzz/Elements
import ElementBench
import Middleboxes
import Routing
import Wire

/// A NAT among frames of any kind: nothing traps, and every packet ends.
func violation(in bytes: RawSpan) -> String? {
  let bench = ElementBench(ports: ["eth0", "eth1"], name: "nat1", poolCapacity: 256)
  let interfaces = [
    RouterInterface(mac: insideMAC, addresses: [InterfaceAddress("10.1.0.1/24")!]),
    RouterInterface(mac: outsideMAC, mtu: 600, addresses: [InterfaceAddress("198.51.100.2/24")!]),
  ]
  let configuration = NAT.Configuration(
    interfaces: interfaces, routes: [StaticRoute(to: .v4(.all), via: .v4(gateway))], insidePorts: [0], outsidePort: 1)
  guard let nat = try? NAT(context: bench.context, configuration: configuration) else { return "the NAT is refused" }
  bench.attach(nat)
  return FrameScript.run(bytes, at: bench, ports: 2)
}

private let insideMAC = MACAddress(bits: 0x02_0000_00ff00)
private let outsideMAC = MACAddress(bits: 0x02_0000_00ff01)
private let station = MACAddress(bits: 0x02_0000_0000aa)
private let gatewayMAC = MACAddress(bits: 0x02_0000_0000bb)
private let gateway = IPv4Address(198, 51, 100, 1)
private let outside = IPv4Address(198, 51, 100, 2)
private let inside = IPv4Address(10, 1, 0, 10)
private let web = IPv4Address(203, 0, 113, 80)

/// What opens a mapping, and what may come back through it.
let seeds: [[UInt8]] = {
  let out = FramePath(from: station, to: insideMAC, source: inside, destination: web)
  let back = FramePath(from: gatewayMAC, to: outsideMAC, source: web, destination: outside)
  let arp =
    FrameScript.step(
      port: 0, EthernetFrame.arpRequest(from: station, address: inside, target: IPv4Address(10, 1, 0, 1)))
    + FrameScript.step(port: 1, EthernetFrame.arpRequest(from: gatewayMAC, address: gateway, target: outside))
  let sent = EthernetFrame.udp(out, sourcePort: 5000, destinationPort: 53, payload: [1, 2, 3])
  return [
    EthernetFrame.tcp(out, TCPHeader(sourcePort: 5000, destinationPort: 80, flags: .syn)), sent,
    EthernetFrame.icmpEcho(out, identifier: 9, payload: [1, 2, 3]),
  ].map { frame in
    arp + FrameScript.step(port: 0, frame)
      + FrameScript.step(port: 1, EthernetFrame.udp(back, sourcePort: 53, destinationPort: 5000, payload: [4]))
      + FrameScript.step(
        port: 1, after: 5, EthernetFrame.icmpv4(back, .timeExceeded(code: 0), body: Array(sent[14...])))
  }
}()
