// packages: Hosts ElementBench tools/fuzz/Elements
import ElementBench
import Hosts
import Routing
import Services
import Wire

/// An embedded host that listens, among frames of any kind: nothing traps, and every packet ends.
func violation(in bytes: RawSpan) -> String? {
  let bench = ElementBench(ports: ["eth0"], name: "h1", poolCapacity: 256)
  let interface = RouterInterface(
    mac: hostMAC, addresses: [InterfaceAddress("10.1.0.1/24")!, InterfaceAddress("2001:db8::1/64")!])
  let listeners: [Listener] = [.udp(7) { $0 }, .tcp(80) { HTTPResponder(host: "h1") }]
  guard
    let host = try? Host(context: bench.context, configuration: .init(interfaces: [interface], listeners: listeners))
  else { return "the host is refused" }
  bench.attach(host)
  return FrameScript.run(bytes, at: bench, ports: 1)
}

private let hostMAC = MACAddress(bits: 0x0200_0000_0001)
private let peerMAC = MACAddress(bits: 0x0200_0000_00aa)
private let host4 = IPv4Address(10, 1, 0, 1)
private let peer4 = IPv4Address(10, 1, 0, 10)

/// A peer that is found, asks, and opens a connection.
let seeds: [[UInt8]] = {
  let path = FramePath(from: peerMAC, to: hostMAC, source: peer4, destination: host4)
  let path6 = FramePath(
    from: peerMAC, to: hostMAC, source: IPv6Address("2001:db8::a")!, destination: IPv6Address("2001:db8::1")!)
  let arp = FrameScript.step(port: 0, EthernetFrame.arpRequest(from: peerMAC, address: peer4, target: host4))
  let open = TCPHeader(sourcePort: 4000, destinationPort: 80, sequence: 5, flags: .syn)
  let data = TCPHeader(sourcePort: 4000, destinationPort: 80, sequence: 6, flags: .ack)
  return [
    arp + FrameScript.step(port: 0, EthernetFrame.tcp(path, open))
      + FrameScript.step(port: 0, EthernetFrame.tcp(path, data, payload: Array("GET / HTTP/1.0\r\n\r\n".utf8))),
    arp + FrameScript.step(port: 0, EthernetFrame.udp(path, sourcePort: 9, destinationPort: 7, payload: [1, 2, 3])),
    FrameScript.step(port: 0, EthernetFrame.icmpEcho(path6, payload: [1, 2, 3, 4])),
    FrameScript.step(port: 0, EthernetFrame.udp(path6, sourcePort: 9, destinationPort: 99, payload: [1])),
  ]
}()
