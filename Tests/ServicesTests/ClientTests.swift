import Services
import Testing
import Wire

/// The clients' side of DNS and HTTP agrees with the servers' side, and takes nothing else for an answer.
struct ClientTests {
  private static func zone() throws -> DNSZone {
    var zone = DNSZone()
    let name = try #require(DNSName("web"))
    zone.add(name, try #require(IPAddress("203.0.113.80")))
    zone.add(name, try #require(IPAddress("2001:db8::80")))
    return zone
  }

  @Test("a query's answer has the addresses of its type", arguments: DNSQuery.RecordType.allCases)
  func addresses(_ type: DNSQuery.RecordType) throws {
    let query = DNSQuery(try #require(DNSName("web")), type: type, identifier: 77)
    let reply = try #require(DNSResponder(try ClientTests.zone()).respond(to: query.message))
    let answer = try #require(query.answer(in: reply))
    #expect(answer.status == "NOERROR")
    #expect(answer.addresses.map(\.description) == [type == .a ? "203.0.113.80" : "2001:db8::80"])
  }

  @Test("a name that is not there is NXDOMAIN")
  func noSuchName() throws {
    let query = DNSQuery(try #require(DNSName("nobody")), type: .a, identifier: 1)
    let reply = try #require(DNSResponder(try ClientTests.zone()).respond(to: query.message))
    let answer = try #require(query.answer(in: reply))
    #expect(answer.status == "NXDOMAIN" && answer.addresses.isEmpty)
  }

  @Test("another question's answer, a question, and a message cut off anywhere are no answer")
  func notAnAnswer() throws {
    let query = DNSQuery(try #require(DNSName("web")), type: .a, identifier: 1)
    let other = DNSQuery(try #require(DNSName("web")), type: .aaaa, identifier: 1)
    let reply = try #require(DNSResponder(try ClientTests.zone()).respond(to: query.message))
    #expect(other.answer(in: reply) == nil)
    #expect(query.answer(in: query.message) == nil)
    for length in 0..<reply.count { #expect(query.answer(in: Array(reply.prefix(length))) == nil) }
  }

  @Test("the page of a host comes back whole")
  func page() throws {
    var server = HTTPResponder(host: "web")
    let reply = server.receive(HTTPExchange.request(path: "/", host: "web"))
    #expect(reply.isLast)
    let response = try #require(HTTPExchange.response(reply.bytes))
    #expect(response.status == 200 && response.content == Array("Hello from web.\n".utf8))
  }

  @Test(
    "responses by length, in chunks and up to the close are read; those cut off are not",
    arguments: [
      ("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", 204, ""),
      ("HTTP/1.0 200 OK\n\nto the close", 200, "to the close"),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n2;x=y\r\nef\r\n0\r\n\r\n", 200, "abcdef"),
      ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", nil, ""),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab", nil, ""), ("HTTP/1.1 200 OK\r\n", nil, ""),
      ("SSH-2.0-x\r\n\r\n", nil, ""), ("", nil, ""),
    ] as [(String, Int?, String)])
  func responses(_ text: String, _ status: Int?, _ content: String) {
    let response = HTTPExchange.response(Array(text.utf8))
    #expect(response?.status == status)
    #expect((response?.content ?? []) == Array(content.utf8))
  }
}
