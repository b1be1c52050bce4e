public import Dataplane
import Wire

extension TCPConnection {
  /// The next segment to be sent now; `nil` where there is none. To be asked until then after everything that may have
  /// changed something; what is asked for has been sent, and the timer runs.
  public mutating func nextSegment(at now: Instant) -> TCPSegment? {
    if let header = owedReset {
      owedReset = nil
      return TCPSegment(header)
    }
    if owesSYN {
      owesSYN = false
      owesAck = false
      return synchronization(at: now)
    }
    switch state {
    case .established, .finWait1, .closeWait, .closing, .lastAck:
      if let segment = nextData(at: now) { return segment }
    case .synSent, .synReceived, .finWait2, .timeWait, .closed: break
    }
    guard owesAck || owesProbe, state != .closed, state != .synSent else { return nil }
    // A probe repeats the octet in front: it must be answered, and carries nothing (as Linux has it; RFC 9293, 3.8.6.1
    // would send an octet of data).
    let position = owesProbe ? sending.unacknowledged - 1 : sending.next
    owesProbe = false
    return TCPSegment(header(at: position, flags: [.ack], currentOptions(at: now)))
  }

  private mutating func nextData(at now: Instant) -> TCPSegment? {
    let options = currentOptions(at: now)
    let room = max(segmentRoom - options.encodedLength, 8)
    let isProbing = owesProbe
    let run = sending.nextRun(segment: room, usesNagle: settings.usesNagle, isProbing: isProbing, at: now)
    sending.setTimer(canSend: true, at: now)
    guard let run else { return nil }
    owesProbe = false
    var flags: TCPFlags = [.ack]
    if run.isFinish { flags.insert(.fin) }
    if run.isLast, run.count > 0 { flags.insert(.psh) }
    return TCPSegment(header(at: run.position, flags: flags, options), payload: sending.payload(run))
  }

  /// A SYN, or a SYN,ACK.
  private mutating func synchronization(at now: Instant) -> TCPSegment {
    let isAnswer = state == .synReceived
    var header = TCPHeader(
      sourcePort: localPort, destinationPort: remotePort, sequence: sending.space.initial,
      flags: isAnswer ? [.syn, .ack] : [.syn])
    header.options.maximumSegmentSize = UInt16(min(max(path.advertisedSegmentMax, 0), 65_535))
    if isAnswer ? usesWindowScale : settings.offersWindowScale { header.options.windowScale = offeredScale }
    header.options.isSelectiveAckPermitted = isAnswer ? usesSelectiveAcks : settings.offersSelectiveAcks
    if isAnswer ? clock.isAgreed : settings.offersTimestamps { header.options.timestamps = clock.option(at: now) }
    header.window = receiving.advertise(segment: segmentMax, isSYN: true)
    if isAnswer { header.acknowledgement = receiving.space.number(at: receiving.next) }
    sending.synchronizing(at: now)
    return TCPSegment(header)
  }

  /// The header of a segment with ACK, which thereby acknowledges everything that has come.
  private mutating func header(at position: Int, flags: TCPFlags, _ options: TCPOptions) -> TCPHeader {
    owesAck = false
    ackDeadline = nil
    unansweredCount = 0
    let window = receiving.advertise(segment: segmentMax)
    receiving.acknowledge()
    return TCPHeader(
      sourcePort: localPort, destinationPort: remotePort, sequence: sending.space.number(at: position),
      acknowledgement: receiving.space.number(at: receiving.next), flags: flags, window: window,
      options: options)
  }

  /// The options of a segment behind the SYN: timestamps, and what has come out of order.
  private func currentOptions(at now: Instant) -> TCPOptions {
    var options = TCPOptions()
    if clock.isAgreed { options.timestamps = clock.option(at: now) }
    if usesSelectiveAcks, !receiving.reassembly.isEmpty {
      for range in receiving.reassembly.report(clock.isAgreed ? 3 : 4) {
        options.selectiveAcks.append(
          TCPSelectiveAck(
            left: receiving.space.number(at: range.lowerBound), right: receiving.space.number(at: range.upperBound)))
      }
    }
    return options
  }
}
