import Testing
import Topology
import Wire

@Suite("checks")
struct CheckTests {
  private static let topology = """
    name: t
    topology:
      nodes:
        alice: { kind: host, address: 10.1.0.10/24, gateway: 10.1.0.1 }
        web: { kind: host, address: [10.2.0.80/24, "fd00:2::80/64"], gateway: 10.2.0.1 }
        of1: { kind: flow-switch }
        r1: { kind: router, interfaces: { eth0: { address: 10.1.0.1/24 }, eth1: { address: [10.2.0.1/24, "fd00:2::1/64"] } } }
      links:
        - endpoints: ["alice:eth0", "of1:eth1"]
        - endpoints: ["of1:eth2", "r1:eth0"]
        - endpoints: ["r1:eth1", "web:eth0"]
    flows:
      of1: ["priority=100,tcp,tp_dst=22,actions=drop", "priority=0,actions=normal"]

    """

  private func check(_ text: String) throws -> Check {
    try #require(try lab(CheckTests.topology + "checks:\n  - { \(text) }").checks.first)
  }

  private let web = CheckTarget(name: "web", node: "web", address: .v4(IPv4Address("10.2.0.80")!))

  @Test("a ping keeps what is written and takes the defaults for the rest")
  func ping() throws {
    #expect(try check("ping: alice -> web").subject == .ping(PingCheck(from: "alice", to: web)))
    var ping = PingCheck(from: "alice", to: web)
    ping.count = 20
    ping.interval = .milliseconds(200)
    ping.size = 1400
    ping.dontFragment = true
    ping.loss = Bound(least: nil, most: 50_000_000, text: "<= 5%")
    ping.latency = Bound(least: nil, most: 44_999_999, text: "< 45ms")
    ping.maxLatency = Bound(least: 1_000_000, most: 60_000_000, text: "1ms..60ms")
    #expect(
      try check(
        "ping: alice->web, count: 20, interval: 200ms, size: 1400, df: yes, loss: \"<=5%\", latency: \"< 45ms\", max-latency: 1ms..60ms"
      ).subject == .ping(ping))
  }

  @Test("no loss at all may be written without a comparison")
  func noLoss() throws {
    guard case .ping(let ping) = try check("ping: alice -> web, loss: 0%").subject else { throw CancellationError() }
    #expect(ping.loss == Bound(least: 0, most: 0, text: "== 0%"))
  }

  @Test("a destination is a node, one of its interfaces, or an address")
  func destinations() throws {
    func target(_ text: String) throws -> CheckTarget? {
      guard case .ping(let ping) = try check(text).subject else { return nil }
      return ping.destination
    }
    #expect(try target("ping: alice -> web") == web)
    #expect(try target("ping: alice -> web, ipv6: true")?.address.description == "fd00:2::80")
    #expect(try target("ping: alice -> r1-eth1")?.address.description == "10.2.0.1")
    #expect(try target("ping: alice -> r1-eth1, ipv6: true")?.address.description == "fd00:2::1")
    #expect(try target("ping: alice -> r1-eth1")?.node == "r1")
    #expect(try target("ping: alice -> 10.2.0.80") == CheckTarget(name: "10.2.0.80", node: "web", address: web.address))
    #expect(try target("ping: alice -> fd00:2::80")?.node == "web")
    #expect(try target("ping: \"alice -> [fd00:2::80]\"")?.address.description == "fd00:2::80")
    #expect(try target("ping: alice -> 192.0.2.1")?.node == nil)
  }

  @Test("who is to blame, and why, is kept; a reason may be written in words")
  func cause() throws {
    let check = try check("tcp: alice -> web:22, expect: dropped, because: of1, reason: dropped-by-rule")
    #expect(check.because == "of1" && check.reason == "droppedByRule")
    #expect(check.description == "tcp alice -> web:22 dropped by of1 (droppedByRule)")
    #expect(try self.check("ping: alice -> web, expect: rejected, reason: no route").reason == "noRoute")
    #expect(Set(ReasonNames.all).count == ReasonNames.all.count)
    #expect(ReasonNames.all.allSatisfy { ReasonNames.name($0) == $0 })
  }

  @Test("a tcp, udp, http, dns and traceroute check is read in full")
  func probes() throws {
    var tcp = TCPCheck(from: "alice", to: web, port: 80)
    (tcp.send, tcp.receive, tcp.octets) = ("hello", "HTTP", 10_000_000)
    tcp.rate = Bound(least: 90_000_000, most: nil, text: ">= 90Mbit/s")
    #expect(
      try check("tcp: alice -> web:80, send: hello, receive: HTTP, bytes: 10MB, rate: \">= 90Mbit/s\"").subject
        == .tcp(tcp))
    var udp = UDPCheck(from: "alice", to: web, port: 53)
    (udp.expect, udp.send) = (.unanswered, "x")
    #expect(try check("udp: alice -> web:53, send: x, expect: unanswered").subject == .udp(udp))
    var http = HTTPCheck(from: "alice", to: web, port: 8080, path: "/a/b?c=1")
    (http.status, http.contains) = (404, "not")
    #expect(try check("http: \"alice -> http://web:8080/a/b?c=1\", status: 404, contains: not").subject == .http(http))
    #expect(try check("http: alice -> web").subject == .http(HTTPCheck(from: "alice", to: web)))
    #expect(
      try check("http: alice -> web:81/x").subject == .http(HTTPCheck(from: "alice", to: web, port: 81, path: "/x")))
    var dns = DNSCheck(from: "alice", to: web, name: "web.t")
    (dns.type, dns.answer) = (.aaaa, [.v6(IPv6Address("fd00:2::80")!)])
    #expect(try check("dns: alice -> web, query: web.t, type: AAAA, answer: fd00:2::80").subject == .dns(dns))
    #expect(
      try check("traceroute: alice -> web, path: [r1, \"*\", web]").subject
        == .traceroute(TracerouteCheck(from: "alice", to: web, path: ["r1", "*", "web"])))
    #expect(
      try check("traceroute: alice -> web, via: r1").subject
        == .traceroute(TracerouteCheck(from: "alice", to: web, via: ["r1"])))
  }

  @Test("what is counted may be counted during a probe")
  func observations() throws {
    let one = Bound(least: 1, most: nil, text: ">= 1")
    var during = Check(.ping(PingCheck(from: "alice", to: web)))
    during.timeout = .milliseconds(500)
    let capture = CaptureCheck(
      ports: PortPattern(node: "r1", interface: nil), filter: "icmp", packets: one, during: during)
    #expect(
      try check("capture: \"r1:*\", filter: icmp, packets: \">= 1\", during: { ping: alice -> web, timeout: 500ms }")
        .subject == .capture(capture))
    #expect(
      try check("counter: of1:eth1 unsent, packets: \">= 1\"").subject
        == .counter(CounterCheck(.port(Endpoint(node: "of1", interface: "eth1"), .unsent), one)))
    #expect(
      try check("counter: of1:eth1 sent, bytes: \">= 1\"").subject
        == .counter(CounterCheck(.port(Endpoint(node: "of1", interface: "eth1"), .sent), unit: .octets, one)))
    #expect(
      try check("drops: r1 no route, packets: \">= 1\"").subject
        == .counter(CounterCheck(.drops(node: "r1", reason: "noRoute"), one)))
    guard case .flow(let flow) = try check("flow: of1, rule: \"tp_dst=22, tcp\", packets: \">= 1\"").subject else {
      throw WrongKind()
    }
    #expect(flow.flow?.description == "priority=100,tcp,tp_dst=22,actions=drop" && flow.flow?.mark.line == 13)
  }

  @Test("when a check begins, what is brought about before it and how often it is tried are kept")
  func times() throws {
    let check = try check(
      "ping: alice -> web, at: 10s, after: { link-down: \"web:eth0\", time: 5m }, within: 3s, retry: 4, name: failover")
    #expect(check.at == .seconds(10) && check.wait == .seconds(300) && check.within == .seconds(3))
    #expect(check.after == .linkDown(Endpoint(node: "web", interface: "eth0")))
    #expect(check.retry == Check.Retry(times: 4) && check.heading == "failover")
    #expect(check.file == "lab.yml" && check.mark.line == 15 && check.mark.column == 5)
    let other = try self.check("ping: alice -> web, after: { rule-added: { of1: \"priority=9,actions=drop\" } }")
    #expect(other.after == .addFlow(node: "of1", FlowSpec(.text("priority=9,actions=drop"))))
  }

  @Test("a flow that an event adds may be named by the checks behind it, and by none in front of it")
  func addedFlows() throws {
    let added = "rule-added: { of1: \"priority=9,udp,actions=drop\" }"
    let look = "{ flow: of1, rule: \"priority=9\", packets: 0 }"
    let after = "{ ping: alice -> web, after: { \(added) } }"
    let behind = try lab(CheckTests.topology + "checks: [\(after), \(look)]")
    guard case .flow(let flow) = behind.checks[1].subject else { throw WrongKind() }
    #expect(flow.flow == FlowSpec(.text("priority=9,udp,actions=drop")))
    #expect(codes(CheckTests.topology + "checks: [\(look), \(after)]") == ["unknown-flow"])
    let scenario = "\nscenario: [{ at: 1s, \(added) }, { at: 2s, check: \(look) }]"
    #expect(try lab(CheckTests.topology + "checks: [\(look)]" + scenario).scenario.count == 2)
  }

  @Test("two checks are equal wherever they are written, and differ where they say something else")
  func equality() throws {
    let first = try lab(CheckTests.topology + "checks: [{ ping: alice -> web }]")
    let second = try lab(CheckTests.topology + "# moved\n\nchecks:\n  - ping: alice -> web")
    #expect(first == second && first.checks[0].mark != second.checks[0].mark)
    let third = try lab(CheckTests.topology + "checks: [{ ping: alice -> web, within: 5s }]")
    #expect(first.actions(to: third).map(\.description) == ["~ checks: +1 -1"])
  }

  @Test("what is printed of checks is read back as the same checks")
  func roundTrip() throws {
    let text = try TestFiles.text(TestFiles.goldens, "valid-checks.yml")
    let all = try lab(text)
    let head = String(try #require(text.split(separator: "checks:").first))
    for check in all.checks {
      guard case .object(let members) = check.json else { throw WrongKind() }
      let plain = JSONValue.object(members.filter { $0.name != "address" && $0.name != "at" })
      // The printed form has the addresses of nested checks too, which a file does not.
      let inner = plain.text.replacing(/"address":"[0-9a-f.:]+",/, with: "")
      var again = try #require(try lab(head + "checks: [\(inner)]").checks.first, "\(inner)")
      again.at = check.at
      #expect(again == check, "\(inner)")
    }
  }

  @Test("as many checks as are possible are read, and one more is refused")
  func bounds() {
    func text(_ count: Int) -> String {
      CheckTests.topology + "checks:\n" + String(repeating: "  - { ping: alice -> web }\n", count: count)
    }
    #expect(LoadedLab(text(10_000), file: "t").lab?.checks.count == 10_000)
    #expect(codes(text(10_001)) == ["too-many-checks"])
  }
}
