import Hosts
import Routing
import Services
import Testing
import Wire

@Suite("UDP between embedded hosts")
struct UDPTests {
  @Test("a listener answers, over IPv4, IPv6, link-local and loopback addresses")
  func echo() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8::1/64", listeners: [.udp(7) { $0 }])
    let mac = net.mac()
    let b = try net.host("b", "10.1.0.2/24", "2001:db8::2/64", listeners: [.udp(7) { $0 + $0 }], mac: mac)
    net.connect(a, b)
    for destination in ["10.1.0.2", "2001:db8::2", IPv6Address(linkLocal: mac).description] {
      let outcome = try net.udp(a, destination, 7) { $0.payload = [1, 2, 3] }
      #expect(outcome == .answered([1, 2, 3, 1, 2, 3], after: .zero))
    }
    for destination in ["10.1.0.1", "127.0.0.1", "2001:db8::1", "::1"] {
      #expect(try net.udp(a, destination, 7) { $0.payload = [4] } == .answered([4], after: .zero))
    }
  }

  @Test("datagrams of up to 65,507 octets arrive, in fragments")
  func long() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8::1/64")
    let b = try net.host("b", "10.1.0.2/24", "2001:db8::2/64", listeners: [.udp(7) { $0 }])
    net.connect(a, b)
    for length in [0, 1472, 1473, 9000, 65_507] {
      let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      for destination in ["10.1.0.2", "2001:db8::2"] {
        #expect(try net.udp(a, destination, 7) { $0.payload = payload } == .answered(payload, after: .zero))
      }
    }
    let outcome = try net.udp(a, "10.1.0.2", 7) { $0.payload = [UInt8](repeating: 0, count: 65_508) }
    #expect(outcome == .rejected(Rejection(.packetTooBig(mtu: 65_535))))
  }

  @Test("a closed port is refused by the host that has it", arguments: ["10.1.0.2", "2001:db8::2"])
  func closed(_ destination: String) throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8::1/64")
    let b = try net.host("b", "10.1.0.2/24", "2001:db8::2/64")
    net.connect(a, b)
    #expect(try net.udp(a, destination, 9) == .rejected(Rejection(.portUnreachable, from: IPAddress(destination)!)))
  }

  @Test("no route, no neighbour, no answer")
  func failures() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24")
    let b = try net.host("b", "10.1.0.2/24", listeners: [.udp(9) { _ in nil }])
    let tap = net.join(a, b)
    #expect(try net.udp(a, "192.0.2.1", 9) == .rejected(Rejection(.noRoute)))
    #expect(try net.udp(a, "10.1.0.9", 9) { $0.timeout = .seconds(5) } == .rejected(Rejection(.neighbourUnreachable)))
    let before = tap.frames(from: 0).count
    let outcome = try net.udp(a, "10.1.0.2", 9) {
      $0.attempts = 4
      $0.timeout = .seconds(2)
    }
    #expect(outcome == .unanswered)
    // Four datagrams, and the ARP request for the neighbour.
    #expect(tap.frames(from: 0).count - before == 5)
  }

  @Test("a lab's name server answers")
  func dns() throws {
    let net = TestNet()
    var zone = DNSZone()
    zone.add(DNSName("web")!, IPAddress("10.1.0.80")!)
    let services = ServiceCatalogue(host: "b", zone: zone)
    let a = try net.host("a", "10.1.0.1/24")
    let b = try net.host("b", "10.1.0.2/24", listeners: [.udp(53) { services.answer($0, port: 53) }])
    net.connect(a, b)
    let query: [UInt8] =
      [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3] + Array("web".utf8) + [0, 0, 1, 0, 1]
    guard case .answered(let reply, _) = try net.udp(a, "10.1.0.2", 53, change: { $0.payload = query }) else {
      Issue.record("no answer")
      return
    }
    #expect(Array(reply.suffix(4)) == [10, 1, 0, 80])
  }

  @Test("a raw datagram may be sent without waiting")
  func send() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24"), b = try net.host("b", "10.1.0.2/24")
    let tap = net.join(a, b)
    #expect(try net.simulator.run { await a.send([1], to: IPAddress("10.1.0.2")!, port: 9, from: 5) } == nil)
    try net.pass(.seconds(1))
    #expect(tap.frames(from: 0).count == 2)
    let rejection = try net.simulator.run { await a.send([1], to: IPAddress("192.0.2.1")!, port: 9, from: 5) }
    #expect(rejection == Rejection(.noRoute))
  }

  @Test("listeners may be replaced")
  func setListeners() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24"), b = try net.host("b", "10.1.0.2/24")
    net.connect(a, b)
    try net.simulator.run { await b.setListeners([.udp(7) { $0 }]) }
    #expect(try net.udp(a, "10.1.0.2", 7) { $0.payload = [1] } == .answered([1], after: .zero))
    try net.simulator.run { await b.setListeners([]) }
    #expect(
      try net.udp(a, "10.1.0.2", 7) == .rejected(Rejection(.portUnreachable, from: IPAddress("10.1.0.2")!)))
  }
}
