import Dataplane
import Wire

extension TCPConnection {
  /// Takes what a segment acknowledges (RFC 9293, 3.10.7.4, fifth). False where the rest of it does not count.
  mutating func takeAcknowledgement(_ segment: TCPSegment, at position: Int, _ now: Instant) -> Bool {
    let header = segment.header
    let acknowledgement = sending.space.position(of: header.acknowledgement, near: sending.unacknowledged)
    if state == .synReceived {
      guard acknowledgement == 1 else {
        owedReset = TCPHeader(
          sourcePort: localPort, destinationPort: remotePort, sequence: header.acknowledgement, flags: [.rst], window: 0
        )
        return false
      }
      open(wasRepeated: sending.retries > 0)
    }
    // What is neither under way nor lately acknowledged was guessed (RFC 5961, 5.2).
    guard
      acknowledgement <= sending.next,
      acknowledgement >= sending.unacknowledged - max(sending.windowMax, 65_535)
    else {
      challenge(segment, at: now)
      return false
    }
    let width = Int(header.window) << Int(usesWindowScale ? sending.scale : 0)
    let isRepeated = acknowledgement == sending.unacknowledged
    var isUpdate = false
    if acknowledgement >= sending.unacknowledged {
      isUpdate = sending.updateWindow(width, sequence: position, acknowledgement: acknowledgement)
    }
    // Any answer shows that the peer is there (RFC 9293, 3.8.6.1).
    if sending.timer?.kind == .persist { sending.answered(at: now) }
    if isRepeated {
      let isDuplicate = segment.length == 0 && !isUpdate
      sending.repeated(header.options.selectiveAcks, isDuplicate: isDuplicate, segment: segmentMax)
    } else if acknowledgement > sending.unacknowledged {
      advance(to: acknowledgement, header, now)
    }
    return state != .closed
  }

  private mutating func advance(to position: Int, _ header: TCPHeader, _ now: Instant) {
    let isNews = sending.note(header.options.selectiveAcks)
    let echo = clock.roundTrip(header.options.timestamps, at: now)
    sending.acknowledged(to: position, segment: segmentMax, echo: echo, at: now)
    if isNews { sending.detectLoss(segment: segmentMax) }
    events.insert(.acknowledged)
    guard sending.isFinishAcknowledged else { return }
    switch state {
    case .finWait1:
      state = .finWait2
      if isAbandoned { lingerDeadline = now + settings.finWait }
    case .closing: enterTimeWait(at: now)
    case .lastAck: finish()
    case .synSent, .synReceived, .established, .finWait2, .closeWait, .timeWait, .closed: break
    }
  }
}
