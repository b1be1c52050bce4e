import Dataplane
import Wire

extension TCPConnection {
  /// A segment in SYN-SENT (RFC 9293, 3.10.7.3).
  mutating func receiveInSynSent(_ segment: TCPSegment, at now: Instant) {
    let header = segment.header
    var isAcknowledged = false
    if header.flags.contains(.ack) {
      let position = sending.space.position(of: header.acknowledgement, near: 1)
      guard position > 0, position <= sending.next else {
        if !header.flags.contains(.rst) { owedReset = segment.refusal?.header }
        return
      }
      isAcknowledged = true
    }
    if header.flags.contains(.rst) {
      if isAcknowledged { end(.refused) }
      return
    }
    guard header.flags.contains(.syn) else { return }
    agree(with: header, at: now)
    guard isAcknowledged else {
      // Both sides have opened at once (RFC 9293, 3.5, figure 7).
      state = .synReceived
      owesSYN = true
      return
    }
    let wasRepeated = sending.retries > 0
    let echo = clock.roundTrip(header.options.timestamps, at: now)
    sending.acknowledged(to: 1, segment: segmentMax, echo: echo, at: now)
    open(wasRepeated: wasRepeated)
    owesAck = true
    if !segment.payload.isEmpty || header.flags.contains(.fin) { takeText(segment, at: 1, now) }
  }

  /// Takes over what the peer's SYN says.
  mutating func agree(with header: TCPHeader, at now: Instant) {
    let options = header.options
    receiving = ReceiveHalf(initial: header.sequence, capacity: settings.receiveBuffer)
    // No peer is taken at its word that sends a segment for every few octets (Linux: TCP_MIN_SND_MSS).
    peerSegmentMax = max(options.maximumSegmentSize.map { Int($0) } ?? path.defaultSegmentMax, 48)
    if settings.offersWindowScale, let scale = options.windowScale {
      usesWindowScale = true
      sending.scale = min(scale, 14)
      receiving.scale = offeredScale
    }
    if settings.offersSelectiveAcks, options.isSelectiveAckPermitted {
      usesSelectiveAcks = true
      sending.usesSelectiveAcks = true
    }
    if settings.offersTimestamps, let timestamps = options.timestamps {
      clock.isAgreed = true
      clock.see(timestamps, at: now)
    }
    // The window of a SYN is never scaled (RFC 7323, 2.2).
    _ = sending.updateWindow(Int(header.window), sequence: 0, acknowledgement: 0)
  }

  /// The least shift by which the whole buffer can be advertised.
  var offeredScale: UInt8 {
    let buffer = min(max(settings.receiveBuffer, 1), TCPSettings.bufferMax)
    var scale: UInt8 = 0
    while buffer >> Int(scale) > 65_535 { scale += 1 }
    return scale
  }

  /// The connection is open.
  mutating func open(wasRepeated: Bool) {
    state = sending.isClosing ? .finWait1 : .established
    events.insert(.opened)
    sending.congestion = CongestionControl(segment: segmentMax)
    if wasRepeated { sending.roundTrip.startOver() }
  }

  /// Octets of data in a full segment, given the options that each segment has.
  var segmentMax: Int { max(segmentRoom - (clock.isAgreed ? 12 : 0), 8) }

  /// Octets for data and options in a full segment (RFC 6691, 2).
  var segmentRoom: Int { min(peerSegmentMax, path.mtu - path.headerLength) }
}
