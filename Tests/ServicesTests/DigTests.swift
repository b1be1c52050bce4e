import Services
import Testing

@Suite struct DigTests {
  static func dig(_ arguments: [String]) throws -> String {
    let responder = DNSResponderTests.responder
    let server = try LoopbackServer(
      stream: { DNSStream(responder) }, datagram: { responder.respond(to: $0) })
    defer { server.stop() }
    return try Tool.run(["dig", "@127.0.0.1", "-p", "\(server.port)", "+tries=1", "+norec"] + arguments)
  }

  @Test(
    "dig reads what is answered",
    arguments: [
      (["web"], ["203.0.113.80"]), (["WEB", "AAAA"], ["2001:db8::80"]), (["-x", "203.0.113.80"], ["web."]),
      (["-x", "2001:db8::80"], ["web."]), (["web", "+tcp"], ["203.0.113.80"]), (["web", "+noedns"], ["203.0.113.80"]),
      ([".", "NS"], ["ns."]), ([".", "SOA"], ["ns. hostmaster. 1 3600 600 86400 5"]), (["nobody"], []),
      (["web.office.lab", "+dnssec", "+cookie"], ["203.0.113.80"]),
    ] as [([String], [String])])
  func answers(arguments: [String], expected: [String]) throws {
    let lines = try DigTests.dig(arguments + ["+short"]).split(separator: "\n").map(String.init)
    #expect(lines == expected)
  }

  @Test("dig finds nothing to complain of, and the status that was meant")
  func statuses() throws {
    for (arguments, status, section) in [
      (["web"], "NOERROR", "ANSWER: 1, AUTHORITY: 0"), (["nobody"], "NXDOMAIN", "ANSWER: 0, AUTHORITY: 1"),
      (["alice", "AAAA"], "NOERROR", "ANSWER: 0, AUTHORITY: 1"),
      (["web", "ANY", "+notcp"], "REFUSED", "ANSWER: 0, AUTHORITY: 0"),
      (["web", "+opcode=NOTIFY"], "NOTIMP", "ANSWER: 0"),
      (["-c", "CH", "-t", "TXT", "version.bind"], "REFUSED", "ANSWER: 0"),
    ] {
      let text = try DigTests.dig(arguments)
      #expect(text.contains("status: \(status)") && text.contains(section), "\(text)")
      #expect(
        !text.lowercased().contains("warning") && !text.contains("FORMERR") && !text.contains("malformed"), "\(text)")
    }
  }

  @Test("dig comes back by TCP for what was cut off")
  func truncation() throws {
    let text = try DigTests.dig(["many", "+bufsize=600"])
    #expect(text.contains("Truncated, retrying in TCP mode") && text.contains("ANSWER: 100,"), "\(text)")
    let cut = try DigTests.dig(["many", "+ignore"])
    #expect(cut.contains("flags: qr aa tc;"), "\(cut)")
  }
}
