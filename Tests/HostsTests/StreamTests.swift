import Hosts
import Routing
import Services
import Testing
import Wire

@Suite("TCP between embedded hosts")
struct StreamTests {
  @Test("HTTP is served, over IPv4, IPv6 and to the host itself")
  func http() throws {
    let net = TestNet()
    let page = Listener.tcp(80) { HTTPResponder(host: "b") }
    let a = try net.host("a", "10.1.0.1/24", "2001:db8::1/64")
    let b = try net.host("b", "10.1.0.2/24", "2001:db8::2/64", listeners: [page])
    net.connect(a, b)
    for (host, destination) in [(a, "10.1.0.2"), (a, "2001:db8::2"), (b, "10.1.0.2"), (b, "127.0.0.1"), (b, "::1")] {
      let outcome = try net.tcp(host, destination, 80) {
        $0.payload = Array("GET / HTTP/1.0\r\n\r\n".utf8)
        $0.end = .closed
      }
      #expect(outcome.isComplete && outcome.opening == .open(after: .zero))
      #expect(String(decoding: outcome.received, as: UTF8.self).hasSuffix("Hello from b.\n"))
    }
  }

  @Test("a closed port is refused", arguments: ["10.1.0.2", "2001:db8::2"])
  func refused(_ destination: String) throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8::1/64"), b = try net.host("b", "10.1.0.2/24", "2001:db8::2/64")
    net.connect(a, b)
    #expect(try net.tcp(a, destination, 81).opening == .refused)
  }

  @Test("no route, no neighbour, a router's error")
  func rejected() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", gateway: "10.1.0.254")
    let r = try net.router("r", [["10.1.0.254/24"]])
    net.join(a, r)
    let patient: (inout TCPProbe) -> Void = { $0.timeout = .seconds(10) }
    #expect(try net.tcp(a, "2001:db8::1", 80).opening == .rejected(Rejection(.noRoute)))
    #expect(try net.tcp(a, "10.1.0.9", 80, change: patient).opening == .rejected(Rejection(.neighbourUnreachable)))
    let router = IPAddress("10.1.0.254")!
    #expect(
      try net.tcp(a, "192.0.2.1", 80, change: patient).opening
        == .rejected(Rejection(.networkUnreachable, from: router)))
  }

  @Test(
    "a megabyte arrives whole over a path of 1300 octets, whose MTU is found out",
    arguments: ["10.2.0.1", "2001:db8:2::1"])
  func transfer(_ destination: String) throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8:1::1/64", gateway: "10.1.0.254 2001:db8:1::fe")
    let r1 = try net.router(
      "r1", [["10.1.0.254/24", "2001:db8:1::fe/64"], ["10.3.0.1/24", "2001:db8:3::1/64"]], mtu: [1500, 1300],
      routes: [("10.2.0.0/24", "10.3.0.2"), ("2001:db8:2::/64", "2001:db8:3::2")])
    let r2 = try net.router(
      "r2", [["10.3.0.2/24", "2001:db8:3::2/64"], ["10.2.0.254/24", "2001:db8:2::fe/64"]], mtu: [1300, 1500],
      routes: [("10.1.0.0/24", "10.3.0.1"), ("2001:db8:1::/64", "2001:db8:3::1")])
    let b = try net.host(
      "b", "10.2.0.1/24", "2001:db8:2::1/64", gateway: "10.2.0.254 2001:db8:2::fe",
      listeners: [.tcp(7) { EchoResponder() }])
    net.join(a, r1)
    net.join(r1, 1, r2, 0)
    let far = net.join(r2, 1, b, 0)
    let outcome = try net.tcp(a, destination, 7) {
      $0.payload = Array("weft".utf8)
      $0.fillingLength = 1_000_000
      $0.end = .octets(1_000_004)
      $0.timeout = .seconds(60)
    }
    #expect(outcome.isComplete && outcome.receivedCount == 1_000_004 && outcome.acknowledgedCount == 1_000_004)
    #expect(far.frames(from: 0).allSatisfy { $0.count <= 1314 })
  }

  @Test("many connections at once, each with its own answer; the hosts are idle afterwards")
  func many() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24")
    let b = try net.host("b", "10.1.0.2/24", listeners: [.tcp(7) { EchoResponder() }])
    net.connect(a, b)
    let completed = try net.simulator.run {
      await withTaskGroup(of: Bool.self) { group in
        for index in 0..<200 {
          group.addTask {
            var probe = TCPProbe(IPAddress("10.1.0.2")!, port: 7)
            probe.payload = [UInt8(index), 1, 2]
            probe.end = .octets(3)
            guard case .tcp(let outcome) = await a.run(.tcp(probe)) else { return false }
            return outcome.isComplete && outcome.received == probe.payload
          }
        }
        var count = 0
        for await isComplete in group where isComplete { count += 1 }
        return count
      }
    }
    #expect(completed == 200)
    try net.pass(.seconds(120))
    #expect(try net.simulator.run { await [a.status().connections, b.status().connections] } == [0, 0])
  }

  @Test("probes that are called off answer at once")
  func cancelled() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24"), b = try net.host("b", "10.1.0.2/24")
    net.join(a, b).set { _, _ in .lose }
    let simulator = net.simulator
    let outcomes = try simulator.run {
      async let ping = a.run(.ping(PingProbe(IPAddress("10.1.0.2")!)))
      async let udp = a.run(.udp(UDPProbe(IPAddress("10.1.0.2")!, port: 1)))
      async let tcp = a.run(.tcp(TCPProbe(IPAddress("10.1.0.2")!, port: 1)))
      async let way = a.run(.traceroute(TracerouteProbe(IPAddress("10.1.0.2")!)))
      try await simulator.sleep(for: .milliseconds(10))
      await a.cancelProbes()
      return await [ping, udp, tcp, way]
    }
    #expect(outcomes[1] == .udp(.unanswered) && outcomes[2] == .tcp(TCPOutcome(.timedOut)))
    #expect(try simulator.run { await a.status().probes } == 0)
  }
}
