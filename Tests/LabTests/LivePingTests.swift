import Foundation
import Lab
import Linux
import Testing
import Topology
import Wire

@Suite("Live: hosts of a lab") struct LivePingTests {
  @Test("two hosts reach each other through a learning switch")
  func ping() async throws {
    func host(_ name: String, _ address: String, _ mac: UInt64) -> ResolvedNode {
      ResolvedNode(
        name: name, role: .host(HostSettings()),
        interfaces: [
          ResolvedInterface(
            name: "eth0", mac: MACAddress(bits: mac), addresses: [InterfaceAddress(address)!])
        ])
    }
    let lab = ResolvedLab(
      name: "ping",
      nodes: [
        host("a", "10.0.0.1/24", 0x0200_0000_0001), host("b", "10.0.0.2/24", 0x0200_0000_0002),
        ResolvedNode(
          name: "sw", role: .learningSwitch(SwitchSettings()),
          interfaces: [
            ResolvedInterface(name: "eth1", mac: MACAddress(bits: 3)),
            ResolvedInterface(name: "eth2", mac: MACAddress(bits: 4)),
          ]),
      ],
      links: [
        ResolvedLink(Endpoint(node: "a", interface: "eth0"), Endpoint(node: "sw", interface: "eth1")),
        ResolvedLink(Endpoint(node: "b", interface: "eth0"), Endpoint(node: "sw", interface: "eth2")),
      ])
    let running = try await LiveLab(lab)
    let namespace = try await running.host(named: "a")
    let status = try namespace.perform {
      let ping = Process()
      ping.executableURL = URL(fileURLWithPath: "/bin/ping")
      ping.arguments = ["-c", "3", "-i", "0.01", "-W", "2", "10.0.0.2"]
      try? ping.run()
      ping.waitUntilExit()
      return ping.terminationStatus
    }
    #expect(status == 0)
    await running.shutDown()
  }
}
