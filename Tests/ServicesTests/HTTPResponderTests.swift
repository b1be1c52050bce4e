import SeededRandom
import Services
import Testing

@Suite struct HTTPResponderTests {
  static func ask(_ text: String) -> (status: [String], text: String, isLast: Bool) {
    var responder = HTTPResponder(host: "web")
    let reply = responder.receive(Array(text.utf8))
    let answer = String(decoding: reply.bytes, as: UTF8.self)
    let lines = answer.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("HTTP/1.1 ") }
    return (lines.map { String($0.dropFirst(9).prefix(3)) }, answer, reply.isLast)
  }

  static let get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n"
  static let page =
    "HTTP/1.1 200 OK\r\nServer: Weft\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 16\r\n\r\nHello from web.\n"

  @Test("GET is answered with a page that names the host, in whatever pieces it comes")
  func get() {
    #expect(HTTPResponderTests.ask(HTTPResponderTests.get) == (["200"], HTTPResponderTests.page, false))
    var responder = HTTPResponder(host: "web")
    var out: [UInt8] = []
    for octet in HTTPResponderTests.get.utf8 { out += responder.receive([octet]).bytes }
    #expect(String(decoding: out, as: UTF8.self) == HTTPResponderTests.page)
  }

  @Test("HEAD has the same head and no content")
  func head() {
    let answer = HTTPResponderTests.ask("HEAD /x HTTP/1.1\r\nhost:web\r\n\r\n").text
    #expect(answer + "Hello from web.\n" == HTTPResponderTests.page)
  }

  @Test("requests follow each other on one connection, with content passed over")
  func pipeline() {
    let post = "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 31\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n----"
    let (status, text, isLast) = HTTPResponderTests.ask(
      HTTPResponderTests.get + post + "\r\n" + HTTPResponderTests.get + "GET / HTTP/1.1\nHost: web\n\n")
    #expect(status == ["200", "405", "200", "200"] && !isLast)
    #expect(text.contains("Allow: GET, HEAD"))
  }

  @Test("a connection ends when it is to")
  func endings() {
    for (request, isLast, connection) in [
      ("GET / HTTP/1.1\r\nHost: web\r\nConnection: Close\r\n\r\n", true, "Connection: close"),
      ("GET / HTTP/1.0\r\n\r\n", true, "Connection: close"),
      ("GET / HTTP/1.0\r\nConnection: x, Keep-Alive\r\n\r\n", false, "Connection: keep-alive"),
      ("PUT / HTTP/1.1\r\nHost: w\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", true, "Connection: close"),
    ] {
      let (_, text, last) = HTTPResponderTests.ask(request)
      #expect(last == isLast && text.contains(connection), "\(request)")
      #expect(HTTPResponderTests.ask(request + HTTPResponderTests.get).status.count == (isLast ? 1 : 2))
    }
  }

  @Test(
    "what is no request is a bad request, and the end",
    arguments: [
      "GET /\r\n\r\n", "GET  / HTTP/1.1\r\nHost: w\r\n\r\n", "G@T / HTTP/1.1\r\nHost: w\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: w\r\nHost: w\r\n\r\n", "GET / FTP/1.1\r\nHost: w\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : w\r\n\r\n", "GET / HTTP/1.1\r\nHost: w\r\n folded\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: w\r\nContent-Length: 1, 2\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: w\r\nContent-Length: -1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: w\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n", "GET / HTTP/1.1\r\nHost: \u{0}\r\n\r\n",
      "GET /\u{7f} HTTP/1.1\r\nHost: w\r\n\r\n",
    ])
  func bad(request: String) {
    let (status, _, isLast) = HTTPResponderTests.ask(request + HTTPResponderTests.get)
    #expect(status == ["400"] && isLast)
  }

  @Test("another version is not supported, and a head without end is too large")
  func refused() {
    #expect(HTTPResponderTests.ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status == ["505"])
    let long = "GET / HTTP/1.1\r\nHost: web\r\nX: " + String(repeating: "x", count: HTTPResponder.headMax)
    let (status, _, isLast) = HTTPResponderTests.ask(long)
    #expect(status == ["431"] && isLast)
    #expect(HTTPResponderTests.ask(String(repeating: "\r\n", count: 9000)).text.isEmpty)
  }

  @Test("no octets make it trap, and it does not matter in which pieces they come")
  func anything() {
    var random = SplitMix64(seed: 0x477b, for: "anything")
    let parts = [
      "GET ", "/ ", "HTTP/1.1", "\r\n", "\n", "Host: ", "a", ":", " ", "Content-Length: ", "7", "\r",
      "Connection: close", HTTPResponderTests.get,
    ]
    for _ in 0..<3000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...30, using: &random) {
        let isNoise = Int.random(in: 0...9, using: &random) == 0
        bytes += isNoise ? random.bytes(3) : Array(parts.randomElement(using: &random)!.utf8)
      }
      if let problem = ServiceInvariants.http(bytes) { Issue.record("\(problem): \(bytes)") }
    }
  }

  @Test("curl fetches the page, twice over one connection")
  func curl() throws {
    let server = try LoopbackServer(stream: { HTTPResponder(host: "web") })
    defer { server.stop() }
    let address = "http://127.0.0.1:\(server.port)/"
    #expect(try Tool.run(["curl", "-s", "--noproxy", "*", address]) == "Hello from web.\n")
    let form = "%{http_code} %{num_connects} "
    let twice = try Tool.run(
      ["curl", "-s", "--noproxy", "*", "-o", "/dev/null", "-o", "/dev/null", "-w", form, address, address + "x"])
    #expect(twice == "200 1 200 0 ")
    let post = try Tool.run([
      "curl", "-s", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}", "-d", "a=1", address,
    ])
    #expect(post == "405")
    #expect(try Tool.run(["curl", "-s0I", "--noproxy", "*", address]).contains("200 OK"))
  }

  @Test("an echo says what it heard")
  func echo() {
    var responder = EchoResponder()
    #expect(responder.receive([1, 2, 3]) == StreamReply([1, 2, 3]))
  }
}
