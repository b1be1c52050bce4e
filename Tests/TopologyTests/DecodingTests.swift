import Testing
import Topology
import Wire

@Suite("reading values")
struct DecodingTests {
  @Test("a host's own address, MAC address and MTU belong to the interface of its first link")
  func plainAddress() throws {
    let lab = try lab(
      """
      name: t
      topology:
        nodes:
          h1:
            kind: host
            address: [10.0.0.1/24, "fd00::1/64"]
            mac: 02-00-00-00-00-0A
            mtu: 9000
            interfaces: { eth1: { address: 10.1.0.1/24 } }
          h2: { kind: host, mtu: 9000 }
          h3: { kind: host }
        links:
          - endpoints: ["h1:net0", "h2:eth0"]
          - endpoints: ["h1:eth1", "h3:eth0"]
      """)
    let host = try #require(lab.node(named: "h1"))
    #expect(host.interfaces.map(\.name) == ["net0", "eth1"])
    #expect(host.interfaces[0].addresses.map(\.description) == ["10.0.0.1/24", "fd00::1/64"])
    #expect(host.interfaces[0].mac == MACAddress(bits: 0x0200_0000_000a))
    #expect(host.interfaces.map(\.mtu) == [9000, 1500])
    #expect(host.interfaces[1].addresses.map(\.description) == ["10.1.0.1/24"])
    #expect(lab.peer(of: Endpoint(node: "h2", interface: "eth0")) == Endpoint(node: "h1", interface: "net0"))
  }

  @Test("all settings of a host are read")
  func host() throws {
    let lab = try lab(
      """
      name: t
      topology:
        nodes:
          h1:
            kind: linux
            address: 10.0.0.1/24
            gateway: [10.0.0.254]
            routes: [{ to: default, via: 10.0.0.253, dev: eth0 }, { to: 10.9.0.0/16, via: 10.0.0.253 }]
            listen: [tcp/80, udp/53]
            exec: ["true", "echo 'a b'"]
            env: { NUMBER: 1, FLAG: yes, EMPTY: , TEXT: "1" }
            sysctls: { net.ipv4.ip_forward: 1 }
            files: { /etc/motd: { content: "hello\\n" }, /srv/index.html: site/index.html }
            binds: ["site:/srv:ro", "site:/other"]
            dns: { servers: [10.0.0.53], search: [example.net] }
          r1: { kind: router, interfaces: { eth0: { address: [10.0.0.254/24, 10.0.0.253/24] } } }
        links:
          - endpoints: ["h1:eth0", "r1:eth0"]
      """)
    guard case .host(let host) = try #require(lab.node(named: "h1")).role else { throw WrongKind() }
    #expect(host.gateways.map(\.description) == ["10.0.0.254"])
    #expect(
      host.routes.map(\.description) == ["0.0.0.0/0 via 10.0.0.253 dev eth0", "10.9.0.0/16 via 10.0.0.253 dev eth0"])
    #expect(host.listen == [ListenPort(.tcp, 80), ListenPort(.udp, 53)])
    #expect(host.exec == ["true", "echo 'a b'"])
    #expect(host.env.map(\.name) == ["NUMBER", "FLAG", "EMPTY", "TEXT"])
    #expect(host.env.map(\.value) == ["1", "yes", "", "1"])
    #expect(host.sysctls == [Setting(name: "net.ipv4.ip_forward", value: "1")])
    #expect(
      host.files == [
        HostFile(path: "/etc/motd", source: .content("hello\n")),
        HostFile(path: "/srv/index.html", source: .path("site/index.html")),
      ])
    #expect(
      host.binds == [
        Bind(source: "site", target: "/srv", isReadOnly: true), Bind(source: "site", target: "/other"),
      ])
    #expect(host.resolvers.map(\.description) == ["10.0.0.53"] && host.searchDomains == ["example.net"])
  }

  @Test("all settings of a NAT are read, and the defaults are those of the RFCs")
  func nat() throws {
    let lab = try lab(
      """
      name: t
      topology:
        kinds: { nat: { interfaces: { in: { address: 10.0.0.1/24 }, out: { address: 192.0.2.1/24 } } } }
        nodes:
          a:
            kind: nat
            inside: in
            outside: out
            mapping: address-dependent
            filtering: endpoint-independent
            hairpin: no
            timeouts: { udp: 1.5m, icmp: 2s }
            forward: [{ udp: 53, to: "10.0.0.9:5353" }]
            pool: [192.0.2.10]
            routes: [{ to: 10.9.0.0/16, via: 10.0.0.2 }]
          b: { kind: nat, inside: [in], outside: out }
          h1: { kind: host }
          h2: { kind: host }
          h3: { kind: host }
          h4: { kind: host }
        links:
          - endpoints: ["a:in", "h1:eth0"]
          - endpoints: ["a:out", "h2:eth0"]
          - endpoints: ["b:in", "h3:eth0"]
          - endpoints: ["b:out", "h4:eth0"]
      """)
    guard case .nat(let first) = try #require(lab.node(named: "a")).role,
      case .nat(let second) = try #require(lab.node(named: "b")).role
    else { throw WrongKind() }
    #expect(first.inside == ["in"] && first.outside == "out")
    #expect(first.mapping == .addressDependent && first.filtering == .endpointIndependent && !first.hairpin)
    #expect(first.timeouts == NATTimeouts(udp: .seconds(90), icmp: .seconds(2)))
    #expect(first.forwards.map(\.description) == ["udp/53 to 10.0.0.9:5353"])
    #expect(first.pool.map(\.description) == ["192.0.2.10"])
    #expect(first.routes.map(\.description) == ["10.9.0.0/16 via 10.0.0.2 dev in"])
    #expect(second == NATSettings(inside: ["in"], outside: "out"))
  }

  @Test("captures, flows and checks keep what is written, and flows where it is written")
  func rest() throws {
    let lab = try lab(
      """
      name: t
      topology:
        nodes: { of1: { kind: flow-switch }, h1: { kind: host } }
        links: [{ endpoints: ["of1:eth1", "h1:eth0"] }]
      flows:
        of1:
          - priority=0,actions=normal
          - "priority=1,actions=drop"
          - { match: { eth_type: arp }, actions: [flood] }
      captures:
        - { at: of1, filter: "tcp port 80", file: x.pcap, snaplen: 96, format: pcap, rotate: { size: 1.5MiB, count: 3 } }
      checks:
        - { drops: of1, packets: 0 }
      """)
    let flows = lab.flows(of: "of1")
    #expect(flows.map(\.source).prefix(2) == [.text("priority=0,actions=normal"), .text("priority=1,actions=drop")])
    #expect(flows.map(\.mark.line) == [7, 8, 9] && flows.map(\.mark.column) == [7, 8, 7])
    guard case .mapping(let mapping) = flows[2].source else { throw WrongKind() }
    #expect(mapping["match"]?["eth_type"]?.text == "arp")
    #expect(
      lab.captures == [
        CaptureSpec(
          ports: [PortPattern(node: "of1", interface: nil)], filter: "tcp port 80", file: "x.pcap", snapLength: 96,
          format: .pcap, rotateBytes: 1_572_864, rotateFiles: 3)
      ])
  }

  @Test("anchors, aliases and merge keys work, and values keep their places")
  func anchors() throws {
    let lab = try lab(
      """
      name: t
      x-common: &common { kind: host, exec: ["echo *"], env: { A: 1 } }
      topology:
        nodes:
          h1: *common
          h2: { <<: *common, env: { B: 2 } }
          h3: { <<: [{ mtu: 9000 }, *common] }
      """)
    #expect(lab.nodes.map(\.kind) == [.host, .host, .host])
    guard case .host(let first) = lab.nodes[0].role, case .host(let second) = lab.nodes[1].role else {
      throw WrongKind()
    }
    #expect(first.exec == ["echo *"] && second.exec == ["echo *"])
    #expect(first.env == [Setting(name: "A", value: "1")] && second.env == [Setting(name: "B", value: "2")])
  }

  @Test("line breaks of every kind and a byte order mark do not move the places")
  func lineBreaks() {
    for text in [
      "name: t\ntopology:\n  nodes: { h: { kindd: host } }\n",
      "\u{feff}name: t\r\ntopology:\r\n  nodes: { h: { kindd: host } }\r\n",
      "name: t\rtopology:\r  nodes: { h: { kindd: host } }",
    ] {
      let first = LoadedLab(text, file: "t").diagnostics.first
      #expect(first?.line == 3 && first?.column == 12, "\(text.debugDescription)")
      #expect(first?.sourceLine == "  nodes: { h: { kindd: host } }")
    }
  }
}

/// A node is of another kind than the test expects.
struct WrongKind: Error {}
