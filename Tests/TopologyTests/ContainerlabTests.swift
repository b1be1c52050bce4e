import Testing
import Topology

@Suite("files in the style of containerlab")
struct ContainerlabTests {
  @Test("hosts and bridges load as they are, with notes about what has no effect")
  func loads() throws {
    let loaded = LoadedLab(
      """
      name: lb
      mgmt: { network: lb-mgmt, ipv4-subnet: 172.20.30.0/24 }
      topology:
        kinds: { linux: { image: "debian:12", cmd: bash } }
        nodes:
          lb: { kind: linux, exec: ["ip addr add 192.168.7.1/24 dev eth1", "ip link set dev eth1 mtu 1400"] }
          web1: { kind: linux, ports: ["8081:80"], user: root, cap-add: [NET_ADMIN] }
          web2:
            kind: linux
            network-mode: none
            startup-delay: 5
          lan: { kind: bridge }
        links:
          - endpoints: ["lb:eth1", "lan:lb"]
          - endpoints: ["web1:eth1", "lan:web1"]
          - type: veth
            endpoints: [{ node: web2, interface: eth1, ipv4: 192.168.7.12/24 }, { node: lan, interface: web2 }]
            vars: { a: 1 }
      """, file: "lb.clab.yml")
    #expect(loaded.diagnostics.allSatisfy { $0.severity == .note }, Comment(rawValue: loaded.diagnostics.text()))
    let lab = try #require(loaded.lab)
    #expect(lab.nodes.map(\.kind) == [.host, .host, .host, .learningSwitch])
    #expect(lab.node(named: "web2")?.interfaces.first?.addresses.map(\.description) == ["192.168.7.12/24"])
    guard case .host(let host) = lab.nodes[0].role else { throw WrongKind() }
    #expect(host.exec.count == 2)
    #expect(lab.segments.map { $0.endpoints.map(\.node) } == [["lb", "web1", "web2"]])
  }

  @Test("an interface may be used whose name containerlab would alias")
  func names() throws {
    let lab = try lab(
      """
      name: t
      topology:
        nodes: { a: { kind: linux }, b: { kind: linux } }
        links: [{ endpoints: ["a:net.10", "b:ens3"] }]
      """)
    #expect(lab.links.map(\.description) == ["a:net.10 -- b:ens3"])
  }

  @Test("a vendor's kind is an error that names it and lists those that exist")
  func vendor() {
    let loaded = LoadedLab(
      "name: t\ntopology: { nodes: { leaf: { kind: nokia_srlinux }, spine: { kind: cisco_xrd } } }", file: "t")
    #expect(loaded.diagnostics.map(\.code) == ["unknown-kind", "unknown-kind"])
    #expect(loaded.diagnostics[0].message.contains("nokia_srlinux"))
    #expect(loaded.diagnostics.allSatisfy { $0.hint?.contains("host, hub, switch") == true })
  }

  @Test("settings for a vendor's kind that no node has are a note")
  func unusedVendor() {
    let loaded = LoadedLab(
      "name: t\ntopology: { kinds: { ceos: { image: x } }, nodes: { a: { kind: linux } } }", file: "t")
    #expect(loaded.lab != nil && loaded.diagnostics.map(\.severity) == [.note])
  }

  @Test("a link addressed in its short form gives its ends the addresses in their order")
  func addressedLink() throws {
    let lab = try lab(
      """
      name: t
      topology:
        nodes: { a: { kind: linux }, b: { kind: linux } }
        links: [{ endpoints: ["a:eth1", "b:eth1"], ipv4: [10.0.0.1/30, 10.0.0.2/30], ipv6: ["fd00::1/64"] }]
      """)
    #expect(lab.nodes[0].interfaces[0].addresses.map(\.description) == ["10.0.0.1/30", "fd00::1/64"])
    #expect(lab.nodes[1].interfaces[0].addresses.map(\.description) == ["10.0.0.2/30"])
  }
}
