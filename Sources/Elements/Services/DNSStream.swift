/// The name server on a TCP connection: each message behind its length in two octets (RFC 1035, 4.2.2), any number of
/// them, one after the other (RFC 7766, 6.2.1).
public struct DNSStream: StreamResponder {
  private let responder: DNSResponder
  /// What has come of a message that is not whole yet: at most 65,537 octets and what one call brings.
  private var waiting: [UInt8] = []
  private var isOver = false

  /// A connection to `responder`.
  public init(_ responder: DNSResponder) { self.responder = responder }

  /// Answers every message that is whole by now. The stream ends at one that has no answer.
  public mutating func receive(_ bytes: [UInt8]) -> StreamReply {
    guard !isOver else { return StreamReply(isLast: true) }
    waiting += bytes
    var out: [UInt8] = []
    var offset = 0
    while !isOver, waiting.count - offset >= 2 {
      let length = Int(waiting[offset]) << 8 | Int(waiting[offset + 1])
      guard waiting.count - offset - 2 >= length else { break }
      let message = Array(waiting[(offset + 2)...].prefix(length))
      offset += 2 + length
      if let reply = responder.respond(to: message, over: .tcp) {
        out += [UInt8(truncatingIfNeeded: reply.count >> 8), UInt8(truncatingIfNeeded: reply.count)]
        out += reply
      } else {
        isOver = true
      }
    }
    waiting.removeFirst(isOver ? waiting.count : offset)
    return StreamReply(out, isLast: isOver)
  }
}
