import Hosts
import Routing
import Testing
import Wire

@Suite("Paths through routers")
struct PathTests {
  /// a ── r1 ──(mtu)── r2 ── b
  private func chain(mtu: Int = 1500, listeners: [Listener] = []) throws -> (net: TestNet, a: Host, b: Host, tap: Tap) {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8:1::1/64", gateway: "10.1.0.254 2001:db8:1::fe")
    let r1 = try net.router(
      "r1", [["10.1.0.254/24", "2001:db8:1::fe/64"], ["10.2.0.1/24", "2001:db8:2::1/64"]], mtu: [1500, mtu],
      routes: [("10.3.0.0/24", "10.2.0.2"), ("2001:db8:3::/64", "2001:db8:2::2")])
    let r2 = try net.router(
      "r2", [["10.2.0.2/24", "2001:db8:2::2/64"], ["10.3.0.254/24", "2001:db8:3::fe/64"]], mtu: [mtu, 1500],
      routes: [("10.1.0.0/24", "10.2.0.1"), ("2001:db8:1::/64", "2001:db8:2::1")])
    let b = try net.host(
      "b", "10.3.0.1/24", "2001:db8:3::1/64", gateway: "10.3.0.254 2001:db8:3::fe", listeners: listeners)
    let tap = net.join(a, r1)
    net.join(r1, 1, r2, 0)
    net.join(r2, 1, b, 0)
    return (net, a, b, tap)
  }

  @Test("traceroute finds both routers and the destination")
  func traceroute() throws {
    let (net, a, _, _) = try chain()
    for (destination, way) in [
      ("10.3.0.1", ["10.1.0.254", "10.2.0.2", "10.3.0.1"]),
      ("2001:db8:3::1", ["2001:db8:1::fe", "2001:db8:2::2", "2001:db8:3::1"]),
    ] {
      let outcome = try net.traceroute(a, destination)
      #expect(outcome.isReached && outcome.hops.map { $0.address?.description ?? "*" } == way)
      #expect(outcome.hops.map(\.distance) == [1, 2, 3])
      #expect(outcome.hops.last?.rejection == Rejection(.portUnreachable, from: IPAddress(destination)!))
    }
  }

  @Test("traceroute ends where a router refuses, and passes over hops that are silent")
  func tracerouteFailures() throws {
    let (net, a, _, tap) = try chain()
    let refused = try net.traceroute(a, "192.0.2.1")
    #expect(!refused.isReached && refused.hops.count == 1)
    #expect(refused.hops[0].rejection == Rejection(.networkUnreachable, from: IPAddress("10.1.0.254")!))
    tap.set { port, frame in port == 1 && frame[23] == 1 && frame[34] == 11 && frame[29] == 254 ? .lose : .pass }
    let outcome = try net.traceroute(a, "10.3.0.1")
    #expect(outcome.isReached)
    #expect(outcome.hops.map { $0.address?.description ?? "*" } == ["*", "10.2.0.2", "10.3.0.1"])
    let short = try net.traceroute(a, "10.3.0.1") { $0.hopsMax = 2 }
    #expect(!short.isReached && short.hops.count == 2)
  }

  @Test(
    "what is too long for the path is rejected once, and then sent in fragments (RFC 1191, RFC 8201)",
    arguments: ["10.3.0.1", "2001:db8:3::1"])
  func pathMTU(_ destination: String) throws {
    let (net, a, _, tap) = try chain(mtu: 1300)
    let isIPv6 = destination.contains(":")
    let router = IPAddress(isIPv6 ? "2001:db8:1::fe" : "10.1.0.254")!
    // IPv4 routers fragment what they may.
    if !isIPv6 { #expect(try net.ping(a, destination) { $0.payloadLength = 1400 }.received == 1) }
    let first = try net.ping(a, destination) {
      $0.payloadLength = 1400
      $0.dontFragment = !isIPv6
    }
    #expect(first.received == 0 && first.rejections == [Rejection(.packetTooBig(mtu: 1300), from: router)])
    // IPv6 routers fragment nothing: the first answer is lost on the way back, where the other host learns the path.
    if isIPv6 { _ = try net.ping(a, destination) { $0.payloadLength = 1400 } }
    #expect(try net.ping(a, destination) { $0.payloadLength = 1400 }.received == 1)
    let refused = try net.ping(a, destination) {
      $0.payloadLength = 1400
      $0.dontFragment = true
    }
    #expect(refused.rejections == [Rejection(.packetTooBig(mtu: 1300))])
    // Ten minutes later the path is tried again.
    try net.pass(.seconds(601))
    let later = try net.ping(a, destination) {
      $0.payloadLength = 1400
      $0.dontFragment = !isIPv6
    }
    #expect(later.rejections == [Rejection(.packetTooBig(mtu: 1300), from: router)])
    #expect(tap.frames(from: 0).allSatisfy { $0.count <= 1514 })
  }

  @Test("a UDP probe with attempts left goes on in fragments")
  func pathMTUOfUDP() throws {
    let (net, a, _, _) = try chain(mtu: 1300, listeners: [.udp(7) { [UInt8]($0.prefix(3)) }])
    let outcome = try net.udp(a, "10.3.0.1", 7) {
      $0.payload = [UInt8](repeating: 1, count: 1400)
      $0.attempts = 2
    }
    #expect(outcome == .answered([1, 1, 1], after: .seconds(1)))
    // The answer to a long question is as long, and the answering host learns the path likewise.
  }
}
