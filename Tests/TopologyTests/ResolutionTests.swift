import Testing
import Topology
import Wire

@Suite("resolving a lab")
struct ResolutionTests {
  @Test("MAC addresses come from the names, are unicast, local and all different")
  func macs() throws {
    let text = try TestFiles.text(TestFiles.topologies, "quickstart.weft.yml")
    let macs = try lab(text).nodes.flatMap(\.interfaces).map(\.mac)
    #expect(try lab(text).nodes.flatMap(\.interfaces).map(\.mac) == macs)
    #expect(Set(macs).count == macs.count)
    #expect(macs.allSatisfy { !$0.isGroup && $0.bits & 0x0200_0000_0000 != 0 })
    let other = try lab(text.replacing("name: quickstart", with: "name: other"))
    #expect(Set(other.nodes.flatMap(\.interfaces).map(\.mac)).isDisjoint(with: macs))
  }

  @Test("the MAC address of a given name never changes")
  func macIsStable() throws {
    let lab = try lab("name: t\ntopology: { nodes: { a: { kind: host, address: 10.0.0.1/24 } } }")
    #expect(lab.nodes[0].interfaces[0].mac.description == "42:06:8e:da:9a:4d")
  }

  @Test("an MTU comes from the interface, the link, the other end, or is 1500")
  func mtus() throws {
    let lab = try lab(
      """
      name: t
      topology:
        nodes:
          a: { kind: host, mtu: 9000 }
          b: { kind: switch }
          c: { kind: switch }
          d: { kind: host, interfaces: { eth0: { mtu: 1400 } } }
          e: { kind: host }
        links:
          - { endpoints: ["a:eth0", "b:p1"] }
          - { endpoints: ["b:p2", "c:p2"], mtu: 2000 }
          - { endpoints: ["d:eth0", "e:eth0"], mtu: 1400 }
          - { endpoints: ["e:eth1", "c:p3"] }
      """)
    func mtu(_ node: String, _ name: String) -> Int? { lab.node(named: node)?.interface(named: name)?.mtu }
    #expect([mtu("a", "eth0"), mtu("b", "p1"), mtu("b", "p2"), mtu("c", "p2")] == [9000, 9000, 2000, 2000])
    #expect([mtu("d", "eth0"), mtu("e", "eth0"), mtu("e", "eth1"), mtu("c", "p3")] == [1400, 1400, 1500, 1500])
  }

  @Test("ports of a flow switch are numbered in the order of links, around the numbers of the file")
  func portNumbers() throws {
    let lab = try lab(
      """
      name: t
      topology:
        nodes:
          of1: { kind: flow-switch, ports: { c: { number: 2 }, d: } }
          h1: { kind: host }
          h2: { kind: host }
        links:
          - endpoints: ["of1:b", "h1:eth0"]
          - endpoints: ["h2:eth0", "of1:a"]
          - endpoints: ["of1:c", "h1:eth1"]
          - endpoints: ["of1:d", "h2:eth1"]
      """)
    let ports = try #require(lab.node(named: "of1")).interfaces
    #expect(ports.map(\.name) == ["b", "a", "c", "d"])
    #expect(ports.map(\.portNumber) == [1, 3, 2, 4])
  }

  @Test("a switch with VLANs on one port has them on all; without any it has none")
  func vlans() throws {
    let lab = try lab(
      """
      name: t
      topology:
        nodes:
          a: { kind: switch, ports: { p1: { access: 10 }, p2: { trunk: [10, 20, 10], native: 1 } } }
          b: { kind: switch }
          h: { kind: host }
        links:
          - endpoints: ["a:p1", "h:eth0"]
          - endpoints: ["a:p2", "b:p1"]
          - endpoints: ["a:p3", "h:eth1"]
      """)
    #expect(
      lab.nodes[0].interfaces.map(\.vlan) == [.access(10), .trunk([10, 20], native: 1), .access(1)])
    #expect(lab.nodes[1].interfaces.map(\.vlan) == [nil])
  }

  @Test("patterns name the ports that have a link")
  func patterns() throws {
    let lab = try lab(TestFiles.text(TestFiles.topologies, "quickstart.weft.yml"))
    func ports(_ text: String) -> [String]? {
      PortPattern(text).map { lab.endpoints(matching: $0).map(\.description) }
    }
    #expect(ports("r1:*") == ["r1:eth0", "r1:eth1"])
    #expect(ports("r1") == ["r1:eth0", "r1:eth1"])
    #expect(ports("*:eth2") == ["sw1:eth2", "of1:eth2"])
    #expect(ports("*:*")?.count == 12)
    #expect(ports("r1:eth9") == [])
    #expect(ports("") == nil && ports(":") == nil && ports("a:b:c") == nil && ports("a:") == nil)
  }

  @Test("a name leads to the first address of each version, and node-interface to every address")
  func hosts() throws {
    let lab = try lab(TestFiles.text(TestFiles.topologies, "dual-stack.weft.yml"))
    let lines = lab.hostsEntries.filter { $0.names.last?.hasPrefix("r1") == true }.map(\.description)
    #expect(
      lines == [
        "10.4.1.1\tr1 r1-eth0", "2001:db8:4:1::1\tr1 r1-eth0", "10.4.0.1\tr1-eth1", "2001:db8:4::1\tr1-eth1",
      ])
  }
}
