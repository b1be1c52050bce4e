public import Dataplane

extension TCPConnection {
  /// When ``advance(to:)`` is due; `nil` where nothing is waited for but the peer.
  public var nextDeadline: Instant? {
    guard state != .closed else { return nil }
    var earliest = sending.timer?.deadline ?? .distantFuture
    if let ackDeadline { earliest = min(earliest, ackDeadline) }
    if let lingerDeadline { earliest = min(earliest, lingerDeadline) }
    if let limit = settings.userTimeout, let since = sending.waiting { earliest = min(earliest, since + limit) }
    return earliest == .distantFuture ? nil : earliest
  }

  /// Does what is due at `now`. It may be called too early or late.
  public mutating func advance(to now: Instant) {
    guard state != .closed else { return }
    if let ackDeadline, ackDeadline <= now {
      self.ackDeadline = nil
      owesAck = true
    }
    if let lingerDeadline, lingerDeadline <= now {
      finish()
      return
    }
    if let limit = settings.userTimeout, let since = sending.waiting, since + limit <= now {
      giveUp()
      return
    }
    guard let timer = sending.timer, timer.deadline <= now else { return }
    switch timer.kind {
    case .retransmission: retransmit(at: now)
    case .persist: probe(at: now)
    }
  }

  private mutating func retransmit(at now: Instant) {
    switch state {
    case .synSent, .synReceived:
      guard sending.retries < (state == .synSent ? settings.synRetriesMax : settings.synAckRetriesMax) else {
        giveUp()
        return
      }
      sending.retries += 1
      sending.roundTrip.backOff()
      owesSYN = true
      sending.timer = (.retransmission, now + sending.roundTrip.timeout)
    case .established, .finWait1, .finWait2, .closeWait, .closing, .lastAck:
      guard sending.retries < settings.retriesMax else {
        giveUp()
        return
      }
      sending.timedOut(segment: segmentMax, at: now)
    case .timeWait, .closed: sending.timer = nil
    }
  }

  /// Asks a peer whose window is shut whether it still is (RFC 9293, 3.8.6.1), ever more rarely.
  private mutating func probe(at now: Instant) {
    guard sending.retries < settings.retriesMax else {
      giveUp()
      return
    }
    sending.retries += 1
    sending.roundTrip.backOff()
    owesProbe = true
    sending.timer = (.persist, now + sending.roundTrip.timeout)
  }

  /// The peer does not answer any more.
  private mutating func giveUp() {
    if isSynchronized { owedReset = resetHeader }
    end(.timedOut)
  }
}
