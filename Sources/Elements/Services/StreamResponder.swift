/// A small server on one stream, as a value without I/O: octets in, octets out. Whoever has the connection (a live
/// host's socket, an embedded host's TCP) makes one for each connection and carries the octets.
///
/// ```swift
/// var page = HTTPResponder(host: "web")
/// let reply = page.receive(octets)
/// connection.send(reply.bytes)
/// if reply.isLast { connection.close() }
/// ```
public protocol StreamResponder: Sendable {
  /// Takes what came in, and answers what is to be sent. Nothing is expected behind a reply that is the last.
  mutating func receive(_ bytes: [UInt8]) -> StreamReply
}

/// What a server says on a stream.
public struct StreamReply: Hashable, Sendable {
  /// Octets to send; none where more must come in first.
  public var bytes: [UInt8]
  /// The stream ends behind these octets.
  public var isLast: Bool

  /// Makes a reply.
  public init(_ bytes: [UInt8] = [], isLast: Bool = false) {
    self.bytes = bytes
    self.isLast = isLast
  }
}

/// Sends back what comes in (RFC 862): what a lab's host has on a port that no other server is known for.
public struct EchoResponder: StreamResponder {
  /// Makes an echo.
  public init() {}

  /// Answers `bytes`.
  public mutating func receive(_ bytes: [UInt8]) -> StreamReply { StreamReply(bytes) }
}
