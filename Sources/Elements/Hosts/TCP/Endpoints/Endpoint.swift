import Dataplane

/// A connection of a host, and who uses it.
struct Endpoint: Sendable {
  /// Who uses a connection.
  enum User: Sendable {
    /// A listener's responder.
    case server(StreamServer)
    /// A probe.
    case client(TCPClient)
    /// Nobody any more: the connection ends by itself.
    case nobody
  }

  let key: ConnectionKey
  var connection: TCPConnection
  var user: User
  /// True where it counts as one that its listener is opening.
  var isOpening = false

  /// When something is due.
  var nextDeadline: Instant? {
    guard case .client(let client) = user else { return connection.nextDeadline }
    return connection.nextDeadline.map { min($0, client.deadline) } ?? client.deadline
  }
}
