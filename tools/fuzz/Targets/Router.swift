// packages: Routing ElementBench tools/fuzz/Elements
import ElementBench
import Routing
import Wire

/// A router among frames of any kind: nothing traps, and every packet ends.
func violation(in bytes: RawSpan) -> String? {
  let bench = ElementBench(ports: ["eth0", "eth1", "eth2"], name: "r1", poolCapacity: 256)
  let interfaces = (0..<3).map { port in
    RouterInterface(
      mac: routerMAC(port), mtu: [1500, 600, 1280][port],
      addresses: [InterfaceAddress("10.\(port + 1).0.1/24")!, InterfaceAddress("2001:db8:\(port + 1)::1/64")!])
  }
  guard let router = try? Router(context: bench.context, configuration: .init(interfaces: interfaces)) else {
    return "the router is refused"
  }
  bench.attach(router)
  return FrameScript.run(bytes, at: bench, ports: 3)
}

private func routerMAC(_ port: Int) -> MACAddress { MACAddress(bits: 0x0200_0000_0001 + UInt64(port)) }
private let station = MACAddress(bits: 0x0200_0000_00aa)
private let alice = IPv4Address(10, 1, 0, 10)
private let alice6 = IPv6Address("2001:db8:1::a")!

let seeds: [[UInt8]] = {
  let routed = FramePath(from: station, to: routerMAC(0), source: alice, destination: IPv4Address(10, 2, 0, 20))
  let own = FramePath(from: station, to: routerMAC(0), source: alice, destination: IPv4Address(10, 1, 0, 1))
  let routed6 = FramePath(
    from: station, to: routerMAC(0), source: alice6, destination: IPv6Address("2001:db8:2::b")!)
  let arp = EthernetFrame.arpRequest(from: station, address: alice, target: IPv4Address(10, 1, 0, 1))
  let answer = EthernetFrame.arpReply(
    from: station, address: IPv4Address(10, 2, 0, 20), to: routerMAC(1), target: IPv4Address(10, 2, 0, 1))
  let large = EthernetFrame.udp(routed, sourcePort: 1, destinationPort: 2, payload: Array(repeating: 7, count: 900))
  return [
    FrameScript.step(port: 0, arp) + FrameScript.step(port: 0, large) + FrameScript.step(port: 1, after: 3, answer),
    FrameScript.step(port: 0, EthernetFrame.icmpEcho(own, payload: [1, 2, 3])),
    FrameScript.step(port: 0, EthernetFrame.icmpEcho(routed6, payload: [1, 2, 3])),
    FrameScript.step(
      port: 0, EthernetFrame.tcp(routed, TCPHeader(sourcePort: 1, destinationPort: 80, flags: .syn))),
  ]
}()
