public import Dataplane
import Wire

extension TCPConnection {
  /// Takes octets to be sent, and says how many: less than all where the buffer is full or the direction is closed.
  /// They wait where the connection is not open yet.
  public mutating func send(_ bytes: ArraySlice<UInt8>) -> Int {
    guard canEnqueue else { return 0 }
    return sending.enqueue(bytes, limit: min(settings.sendBuffer, TCPSettings.bufferMax))
  }

  /// Octets that ``send(_:)`` would take.
  public var sendSpace: Int {
    canEnqueue ? max(min(settings.sendBuffer, TCPSettings.bufferMax) - sending.queue.count, 0) : 0
  }

  private var canEnqueue: Bool {
    switch state {
    case .synSent, .synReceived, .established, .closeWait: !sending.isClosing
    case .finWait1, .finWait2, .closing, .lastAck, .timeWait, .closed: false
    }
  }

  /// Octets that can be read.
  public var readableCount: Int { receiving.ready.count }

  /// Takes out what has come, at most `count` octets.
  public mutating func read(_ count: Int = .max) -> [UInt8] {
    let bytes = receiving.read(count)
    if !bytes.isEmpty, receiving.shouldUpdate(segment: segmentMax) { owesAck = owesAck || isSynchronized }
    return bytes
  }

  /// Octets of data that the peer has acknowledged.
  public var acknowledgedCount: Int { sending.acknowledgedCount }

  /// True where everything that was to be sent, the end included if there is one, is acknowledged.
  public var isAllAcknowledged: Bool { !sending.hasUnsent && sending.unacknowledged == sending.next }

  /// True where the peer has closed its direction, and everything in front of that has come.
  public var isPeerClosed: Bool { receiving.isFinished }

  /// What has happened since this was asked last.
  public mutating func takeEvents() -> TCPEvents {
    defer { events = [] }
    return events
  }

  /// Closes this side's direction behind what is still to be sent; the other may go on (RFC 9293, 3.10.4). A connection
  /// that is being opened ends at once.
  public mutating func close() {
    switch state {
    case .synSent: end(.aborted)
    case .synReceived: sending.isClosing = true
    case .established:
      sending.isClosing = true
      state = .finWait1
    case .closeWait:
      sending.isClosing = true
      state = .lastAck
    case .finWait1, .finWait2, .closing, .lastAck, .timeWait, .closed: break
    }
  }

  /// Closes the connection for good: nobody reads what still comes, and data that come are answered with a reset
  /// (RFC 9293, 3.6.1).
  public mutating func abandon(at now: Instant) {
    close()
    isAbandoned = true
    _ = receiving.read(.max)
    if state == .finWait2 { lingerDeadline = now + settings.finWait }
  }

  /// Ends the connection at once; the peer is told by a reset (RFC 9293, 3.10.5).
  public mutating func abort() {
    switch state {
    case .synReceived, .established, .finWait1, .finWait2, .closeWait, .closing, .lastAck:
      owedReset = resetHeader
      end(.aborted)
    case .synSent: end(.aborted)
    case .timeWait: finish()
    case .closed: break
    }
  }

  /// A reset in this connection's name.
  var resetHeader: TCPHeader {
    TCPHeader(
      sourcePort: localPort, destinationPort: remotePort, sequence: sending.space.number(at: sending.next),
      acknowledgement: receiving.space.number(at: receiving.next), flags: [.rst, .ack], window: 0)
  }

  /// True where both SYNs have come through.
  var isSynchronized: Bool {
    switch state {
    case .synSent, .synReceived, .closed: false
    case .established, .finWait1, .finWait2, .closeWait, .closing, .lastAck, .timeWait: true
    }
  }

  /// The connection has failed.
  mutating func end(_ failure: TCPFailure) {
    guard state != .closed else { return }
    self.failure = failure
    events.insert(.failed)
    stop()
  }

  /// The connection has ended in order.
  mutating func finish() {
    events.insert(.closed)
    stop()
  }

  private mutating func stop() {
    state = .closed
    sending.stop()
    owesSYN = false
    owesAck = false
    owesProbe = false
    ackDeadline = nil
    lingerDeadline = nil
  }
}
