public import Dataplane

extension TCPConnection {
  /// An ICMP error has come for a segment of this connection that began with `sequence`, the number on the wire; or the
  /// host itself could not send it, then `nil`. What is not under way was never sent by us, and is not listened to
  /// (RFC 5927, 4.1). An error ends a connection that is being opened, as it does in Linux; one that is open lives on: the
  /// timeouts decide (RFC 5927, 5; RFC 9293, 3.9.2.2).
  public mutating func rejected(_ rejection: Rejection, sequence: UInt32?, at now: Instant) {
    if let sequence {
      let position = sending.space.position(of: sequence, near: sending.unacknowledged)
      guard position >= sending.unacknowledged, position < max(sending.next, 1) else { return }
    }
    switch rejection.cause {
    case .packetTooBig(let mtu): pathMTUChanged(to: mtu, at: now)
    case .timeExceeded, .noRoute, .neighbourUnreachable, .networkUnreachable, .hostUnreachable, .protocolUnreachable,
      .portUnreachable, .administrativelyProhibited, .reset, .other:
      switch state {
      case .synSent: end(.rejected(rejection))
      case .synReceived, .established, .finWait1, .finWait2, .closeWait, .closing, .lastAck, .timeWait, .closed: break
      }
    }
  }

  /// The path takes packets of `mtu` octets only. Where that is less than was known, what is under way is sent again in
  /// shorter segments, without the congestion window getting smaller (RFC 1191, 6.5; RFC 8201, 5.4). A value below what
  /// any path has counts as the next lower of the usual ones (RFC 1191, 5).
  public mutating func pathMTUChanged(to mtu: Int, at now: Instant) {
    var mtu = mtu
    if mtu < 68 { mtu = TCPPath.plateaus.first { $0 < path.mtu } ?? path.mtu }
    mtu = max(mtu, TCPPath.mtuMin(path.version))
    guard mtu < path.mtu else { return }
    let before = segmentMax
    path.mtu = mtu
    if segmentMax < before { sending.resized(to: segmentMax) }
  }
}
