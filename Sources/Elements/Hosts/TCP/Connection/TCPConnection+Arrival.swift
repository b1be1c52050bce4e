public import Dataplane
import Wire

extension TCPConnection {
  /// Takes a segment of the peer, whose checksum was right (RFC 9293, 3.10.7). Nothing that comes does more than change
  /// the connection's state: each field may have any value.
  public mutating func receive(_ segment: TCPSegment, at now: Instant) {
    switch state {
    case .closed: return
    case .synSent: receiveInSynSent(segment, at: now)
    case .timeWait: receiveInTimeWait(segment, at: now)
    case .synReceived, .established, .finWait1, .finWait2, .closeWait, .closing, .lastAck:
      receiveSynchronized(segment, at: now)
    }
  }

  private mutating func receiveInTimeWait(_ segment: TCPSegment, at now: Instant) {
    switch TCPTimeWait(self).receive(segment, at: now) {
    case .ignore: break
    case .acknowledge, .reopen: owesAck = true
    case .restart:
      owesAck = true
      lingerDeadline = now + settings.timeWait
    case .end: finish()
    }
  }

  private mutating func receiveSynchronized(_ segment: TCPSegment, at now: Instant) {
    var flags = segment.header.flags
    var position = receiving.space.position(of: segment.header.sequence, near: receiving.next)
    if state == .synReceived, flags.contains(.syn), position == 0, !flags.contains(.rst) {
      guard flags.contains(.ack), isActive else {
        // The peer has not got our SYN.
        if !flags.contains(.ack) { owesSYN = true } else { challenge(segment, at: now) }
        return
      }
      // The other half of opening at once (RFC 9293, 3.5, figure 7): in front of the window, and yet welcome.
      flags.remove(.syn)
      position = 1
    }
    guard checkTimestamps(segment.header, flags: flags, at: position, now) else {
      challenge(segment, at: now)
      return
    }
    if flags.contains(.rst) {
      reset(at: position, segment, now)
      return
    }
    let length = segment.payload.count + (flags.contains(.fin) ? 1 : 0) + (flags.contains(.syn) ? 1 : 0)
    // A SYN within a connection is answered as what does not belong, wherever it stands (RFC 5961, 4).
    guard !flags.contains(.syn), receiving.accepts(position, length: length) else {
      challenge(segment, at: now)
      return
    }
    guard flags.contains(.ack) else { return }
    if clock.isAgreed, let option = segment.header.options.timestamps, position <= receiving.acknowledgedEdge {
      clock.see(option, at: now)
    }
    guard takeAcknowledgement(segment, at: position, now) else { return }
    takeText(segment, at: position, now)
  }

  /// PAWS (RFC 7323, 5.3). False for a segment that is to be dropped, and answered.
  private func checkTimestamps(_ header: TCPHeader, flags: TCPFlags, at position: Int, _ now: Instant) -> Bool {
    guard clock.isAgreed, !flags.contains(.rst), let option = header.options.timestamps else { return true }
    return !clock.isOld(option, at: now)
  }

  /// A reset counts only where it is exactly at the next octet; elsewhere in the window it is asked back
  /// (RFC 9293, 3.10.7.4; RFC 5961, 3).
  private mutating func reset(at position: Int, _ segment: TCPSegment, _ now: Instant) {
    if position == receiving.next {
      switch state {
      case .synReceived: end(isActive ? .refused : .reset)
      case .synSent, .established, .finWait1, .finWait2, .closeWait, .closing, .lastAck: end(.reset)
      case .timeWait, .closed: break
      }
    } else if position > receiving.next, position < receiving.edge {
      challenge(segment, at: now)
    }
  }

  /// Answers a segment that does not belong with where the connection stands; those without data not too often, so that
  /// two sides never answer each other for ever (RFC 5961, 7).
  mutating func challenge(_ segment: TCPSegment, at now: Instant) {
    let header = segment.header
    if segment.payload.isEmpty || header.flags.contains(.syn) || header.flags.contains(.rst) {
      guard nextChallenge <= now else { return }
      nextChallenge = now + settings.challengeInterval
    }
    owesAck = true
  }

  /// Takes the payload and the FIN of an acceptable segment (RFC 9293, 3.10.7.4, seventh and eighth).
  mutating func takeText(_ segment: TCPSegment, at position: Int, _ now: Instant) {
    let hasFinish = segment.header.flags.contains(.fin)
    guard !segment.payload.isEmpty || hasFinish else { return }
    switch state {
    case .established, .finWait1, .finWait2: break
    case .closeWait, .closing, .lastAck, .timeWait, .closed, .synSent, .synReceived:
      owesAck = state != .closed
      return
    }
    let wasFinished = receiving.isFinished
    let arrival = receiving.take(segment.payload, at: position, hasFinish: hasFinish)
    if arrival.delivered > 0 {
      if isAbandoned {
        // Nobody will read it (RFC 9293, 3.6.1).
        abort()
        return
      }
      events.insert(.received)
    }
    scheduleAck(arrival, at: now)
    if receiving.isFinished, !wasFinished { peerClosed(at: now) }
  }

  /// Every second segment is acknowledged at once, and anything unusual; the first one waits a little (RFC 9293, 3.8.6.3;
  /// RFC 5681, 4.2).
  private mutating func scheduleAck(_ arrival: ReceiveHalf.Arrival, at now: Instant) {
    unansweredCount += 1
    if arrival.isOutOfOrder || arrival.delivered == 0 || unansweredCount >= 2 || quickAcks > 0 {
      if quickAcks > 0 { quickAcks -= 1 }
      owesAck = true
    } else if ackDeadline == nil {
      ackDeadline = now + settings.acknowledgementDelay
    }
  }

  private mutating func peerClosed(at now: Instant) {
    events.insert(.peerClosed)
    owesAck = true
    switch state {
    case .established: state = .closeWait
    case .finWait1: state = .closing
    case .finWait2: enterTimeWait(at: now)
    case .synSent, .synReceived, .closeWait, .closing, .lastAck, .timeWait, .closed: break
    }
  }

  mutating func enterTimeWait(at now: Instant) {
    state = .timeWait
    events.insert(.closed)
    sending.timer = nil
    lingerDeadline = now + settings.timeWait
  }
}
