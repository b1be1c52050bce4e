import SeededRandom
import Services
import Testing
import Wire

@Suite struct DNSResponderTests {
  /// A lab with a web server, and a name with many addresses.
  static let responder: DNSResponder = {
    var zone = DNSZone()
    func name(_ text: String) -> DNSName { DNSName(text)! }
    zone.add(name("web"), .v4(IPv4Address(203, 0, 113, 80)))
    zone.add(name("web"), .v6(IPv6Address("2001:db8::80")!))
    zone.add(name("web.office.lab"), .v4(IPv4Address(203, 0, 113, 80)))
    zone.add(name("alice"), .v4(IPv4Address(10, 1, 0, 10)))
    for number in 0..<100 { zone.add(name("many"), .v4(IPv4Address(10, 2, 0, UInt8(number)))) }
    return DNSResponder(zone)
  }()

  static func answer(_ query: Query, _ transport: DNSResponder.Transport = .udp) -> [UInt8] {
    responder.respond(to: query.bytes, over: transport) ?? []
  }

  @Test("an address is answered with authority, and the question comes back letter by letter")
  func address() {
    var query = Query("wEb")
    query.identifier = 0xbeef
    let reply = DNSResponderTests.answer(query)
    let expected: [UInt8] =
      [0xbe, 0xef, 0x85, 0x00, 0, 1, 0, 1, 0, 0, 0, 0] + query.name + [0, 1, 0, 1]
      + [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 203, 0, 113, 80]
    #expect(reply == expected)
  }

  @Test("what does not exist and what has no such record are told apart, both with the SOA record (RFC 2308)")
  func denials() {
    let nothing = DNSResponderTests.answer(Query("nobody"))
    #expect(nothing.code == 3 && nothing.counts == [1, 0, 1, 0])
    for (name, type) in [("alice", 28), ("office.lab", 1), ("lab", 1), ("web", 15), ("113.0.203.in-addr.arpa", 12)] {
      let reply = DNSResponderTests.answer(Query(name, type: UInt16(type)))
      #expect(reply.code == 0 && reply.counts == [1, 0, 1, 0], "\(name)")
    }
  }

  @Test("the first name of an address is its backward one")
  func backward() {
    let reply = DNSResponderTests.answer(Query("80.113.0.203.in-addr.arpa", type: 12))
    #expect(reply.counts == [1, 1, 0, 0] && reply.suffix(7) == [0, 5, 3, 0x77, 0x65, 0x62, 0])
  }

  @Test("ANY, transfers and other classes are refused, other operations not known")
  func refusals() {
    for type in [255, 252, 251] as [UInt16] { #expect(DNSResponderTests.answer(Query("web", type: type)).code == 5) }
    var chaos = Query("version.bind", type: 16)
    chaos.class = 3
    #expect(DNSResponderTests.answer(chaos).code == 5)
    for operation in [1, 2, 4, 5] as [UInt16] {
      var query = Query("web")
      query.flags |= operation << 11
      let reply = DNSResponderTests.answer(query)
      #expect(reply.code == 4 && reply.counts == [1, 0, 0, 0])
    }
  }

  @Test("outside its origin a zone has no say, but over backward names it has")
  func origin() throws {
    var zone = DNSZone(origin: try #require(DNSName("office.lab")))
    #expect(zone.add(try #require(DNSName("Web.Office.Lab")), .v4(IPv4Address(1, 2, 3, 4))))
    #expect(!zone.add(try #require(DNSName("web")), .v4(IPv4Address(1, 2, 3, 4))))
    let responder = DNSResponder(zone)
    func code(_ name: String, _ type: UInt16 = 1) -> UInt8? {
      responder.respond(to: Query(name, type: type).bytes)?.code
    }
    #expect(code("web.office.lab") == 0 && code("x.office.lab") == 3)
    #expect(code("web") == 5 && code("lab") == 5 && code("") == 5)
    #expect(code("4.3.2.1.in-addr.arpa", 12) == 0 && code("9.3.2.1.in-addr.arpa", 12) == 3)
  }

  @Test("what is no query has no answer or a format error")
  func malformed() {
    let good = Query("web").bytes
    for length in 0..<12 { #expect(DNSResponderTests.responder.respond(to: Array(good.prefix(length))) == nil) }
    for length in 12..<good.count {
      #expect(DNSResponderTests.responder.respond(to: Array(good.prefix(length)))?.code == 1)
    }
    var response = Query("web")
    response.flags |= 0x8000
    #expect(DNSResponderTests.responder.respond(to: response.bytes) == nil)
    for questions in [0, 2] as [UInt16] {
      var query = Query("web")
      query.questions = questions
      #expect(DNSResponderTests.answer(query).code == 1)
    }
  }

  @Test("EDNS is answered with EDNS; its version is 0 and its record is one (RFC 6891)")
  func extensions() {
    var query = Query("web")
    query.additional = [Query.opt(size: 4096, flags: 0x8000, data: [0, 10, 0, 2, 1, 2])]
    let reply = DNSResponderTests.answer(query)
    #expect(reply.counts == [1, 1, 0, 1])
    #expect(reply.suffix(11) == [0, 0, 41, 4, 0xd0, 0, 0, 0x80, 0, 0, 0])
    query.additional = [Query.opt(size: 4096, version: 1)]
    let bad = DNSResponderTests.answer(query)
    #expect(bad.code == 0 && bad.suffix(11) == [0, 0, 41, 4, 0xd0, 1, 0, 0, 0, 0, 0] && bad.counts == [1, 0, 0, 1])
    query.additional = [Query.opt(size: 4096), Query.opt(size: 4096)]
    #expect(DNSResponderTests.answer(query).code == 1)
    query.additional = [[1, 0x61] + Query.opt(size: 4096)]
    #expect(DNSResponderTests.answer(query).code == 1)
  }

  @Test("an answer that is too long for UDP says so, and comes whole over TCP")
  func truncation() {
    var query = Query("many")
    for (size, limit) in [(nil, 512), (600, 600), (100, 512), (60_000, 1232)] as [(UInt16?, Int)] {
      query.additional = size.map { [Query.opt(size: $0)] } ?? []
      let reply = DNSResponderTests.answer(query)
      #expect(reply.count <= limit && reply[2] & 2 != 0 && reply.counts == [1, 0, 0, size == nil ? 0 : 1])
      let whole = DNSResponderTests.answer(query, .tcp)
      #expect(whole[2] & 2 == 0 && whole.counts[1] == 100)
    }
  }

  @Test("on a stream, messages come in any pieces and any number (RFC 7766 6.2.1)")
  func stream() {
    let message = Query("web").bytes
    let framed = be(UInt16(message.count)) + message
    let reply = DNSResponderTests.answer(Query("web"), .tcp)
    let expected = be(UInt16(reply.count)) + reply
    var stream = DNSStream(DNSResponderTests.responder)
    var out: [UInt8] = []
    for octet in framed + framed { out += stream.receive([octet]).bytes }
    #expect(out == expected + expected)
    #expect(stream.receive(framed + framed + framed) == StreamReply(expected + expected + expected))
    #expect(stream.receive([0, 3, 1, 2, 3] + framed) == StreamReply(isLast: true))
    #expect(stream.receive(framed) == StreamReply(isLast: true))
  }

  @Test("no octets make it trap, and every answer is for its question")
  func anything() {
    var random = SplitMix64(seed: 0xd25, for: "anything")
    var answered = 0
    for _ in 0..<4_000 {
      var query = Query(["web", "many", "x.y", "80.113.0.203.in-addr.arpa"].randomElement(using: &random)!)
      if Bool.random(using: &random) { query.additional = [Query.opt(size: 1400)] }
      var bytes = Bool.random(using: &random) ? query.bytes : random.bytes(Int.random(in: 0...80, using: &random))
      for _ in 0..<Int.random(in: 0...5, using: &random) where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if let problem = ServiceInvariants.dns(bytes) { Issue.record("\(problem): \(bytes)") }
      if ServiceInvariants.responder.respond(to: bytes) != nil { answered += 1 }
    }
    #expect(answered > 800)
  }
}
