import Dataplane
import Services

/// Carries the octets of a connection to a responder, and its answers back. A peer that does not read is not read from.
struct StreamServer: Sendable {
  /// Octets that are read in one go.
  private static let readMax = 65_536

  private var responder: any StreamResponder
  /// What the connection has not taken yet.
  private var waiting: ArraySlice<UInt8> = []
  private var isLast = false

  init(_ responder: any StreamResponder) { self.responder = responder }

  /// Does what can be done now; false where the responder has no more part in the connection.
  mutating func carry(_ connection: inout TCPConnection, at now: Instant) -> Bool {
    push(&connection)
    while waiting.isEmpty, !isLast, connection.readableCount > 0 {
      let reply = responder.receive(connection.read(StreamServer.readMax))
      isLast = reply.isLast
      waiting = reply.bytes[...]
      push(&connection)
    }
    guard waiting.isEmpty, isLast || (connection.isPeerClosed && connection.readableCount == 0) else { return true }
    connection.abandon(at: now)
    return false
  }

  private mutating func push(_ connection: inout TCPConnection) {
    guard !waiting.isEmpty else { return }
    waiting.removeFirst(connection.send(waiting))
    if waiting.isEmpty { waiting = [] }
  }
}
