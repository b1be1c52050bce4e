import Services
import Wire

/// What holds of the services for any octets whatever: tests and fuzz targets share it. `nil` where all is well.
enum ServiceInvariants {
  static let responder: DNSResponder = {
    var zone = DNSZone()
    for (name, address) in [("web", IPv4Address(203, 0, 113, 80)), ("alice.office.lab", IPv4Address(10, 1, 0, 10))] {
      zone.add(DNSName(name) ?? .root, .v4(address))
    }
    for number in 0..<100 { zone.add(DNSName("many") ?? .root, .v4(IPv4Address(10, 2, 0, UInt8(number)))) }
    return DNSResponder(zone)
  }()

  /// A name server's answer is a response to that very message, within its bounds, and the same over TCP unless it was
  /// cut off; on a stream it does not matter how the octets come.
  static func dns(_ bytes: [UInt8]) -> String? {
    let whole = responder.respond(to: bytes, over: .tcp)
    guard let reply = responder.respond(to: bytes) else { return whole == nil ? nil : "TCP has an answer, UDP none" }
    guard reply.count >= 12, reply.count <= DNSResponder.payloadMax else { return "an answer of \(reply.count) octets" }
    guard reply.prefix(2) == bytes.prefix(2), reply[2] & 0x80 != 0 else { return "no response to this message" }
    if reply[2] & 2 == 0, reply != whole { return "TCP has another answer" }
    if responder.respond(to: reply) != nil { return "an answer is answered" }
    var (one, other) = (DNSStream(responder), DNSStream(responder))
    return compare(bytes) {
      one.receive($0)
    } pieces: {
      other.receive($0)
    }
  }

  /// A web server's answers do not depend on how the octets come, and begin as answers do.
  static func http(_ bytes: [UInt8]) -> String? {
    var (one, other) = (HTTPResponder(host: "web"), HTTPResponder(host: "web"))
    var first = HTTPResponder(host: "web")
    let reply = first.receive(bytes)
    if !reply.bytes.isEmpty, !reply.bytes.starts(with: "HTTP/1.1 ".utf8) { return "an answer without a status line" }
    return compare(bytes) {
      one.receive($0)
    } pieces: {
      other.receive($0)
    }
  }

  /// Compares what comes of all octets at once and of pieces whose lengths follow from the octets.
  private static func compare(
    _ bytes: [UInt8], whole: ([UInt8]) -> StreamReply, pieces: ([UInt8]) -> StreamReply
  ) -> String? {
    let expected = whole(bytes)
    var found = StreamReply()
    var rest = bytes[...]
    while let next = rest.first {
      let piece = Array(rest.prefix(1 + Int(next & 15)))
      rest = rest.dropFirst(piece.count)
      let reply = pieces(piece)
      if found.isLast, !reply.bytes.isEmpty || !reply.isLast { return "something follows the last reply" }
      found = StreamReply(found.bytes + reply.bytes, isLast: reply.isLast)
    }
    return found == expected ? nil : "in pieces the answer is another"
  }
}
