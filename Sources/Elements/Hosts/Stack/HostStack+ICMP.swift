import Buffers
import Dataplane
import Routing
import Wire

/// Answers to the host's pings, and errors about what it sent (RFC 1122, 3.2.2; RFC 4443, 2.4).
extension HostStack {
  /// What a message is to the host; the plane has the others.
  private enum News {
    case reply(identifier: UInt16, sequence: UInt16)
    case error(Rejection.Cause, QuotedDatagram)
    /// An error that quotes too little, or a redirect, which is not followed.
    case nothing
  }

  mutating func receiveICMP(
    _ packet: consuming Packet, _ headers: IPHeaders, on port: Int, _ context: ElementContext
  ) {
    guard let news = HostStack.news(packet, headers) else {
      return plane.receiveLocally(packet, headers, on: port, context)
    }
    guard plane.hasIntactPayload(packet) else { return context.drop(packet, .badChecksum) }
    context.deliver(packet)
    switch news {
    case .nothing: break
    case .reply(let identifier, let sequence):
      guard runs.pings[identifier]?.run.probe.destination == headers.source else { return }
      runs.pings[identifier]?.run.answered(sequence, at: context.now)
      drivePing(identifier, context)
    case .error(.packetTooBig(let mtu), let quoted):
      let known = pathMTUs.learn(quoted.destination, mtu: mtu, length: quoted.length, at: context.now)
      let path = known ?? pathMTUs.entry(quoted.destination, at: context.now)?.mtu ?? mtu
      if quoted.proto != .tcp { tcp.pathMTUChanged(to: path, destination: quoted.destination, at: context.now) }
      reject(quoted, Rejection(.packetTooBig(mtu: path), from: headers.source), context)
    case .error(let cause, let quoted): reject(quoted, Rejection(cause, from: headers.source), context)
    }
  }

  private static func news(_ packet: borrowing Packet, _ headers: IPHeaders) -> News? {
    let bytes = packet.bytes.extracting(droppingFirst: headers.payloadOffset)
    switch headers.version {
    case .v4:
      guard let view = ICMPv4View(bytes), view.type == .echoReply || view.type.isError else { return nil }
      if view.type == .echoReply { return .reply(identifier: view.identifier, sequence: view.sequence) }
      guard let cause = Rejection.Cause(ICMPv4Message(view)), let quoted = QuotedDatagram(view.quoted) else {
        return .nothing
      }
      return .error(cause, quoted)
    case .v6:
      guard let view = ICMPv6View(bytes), view.type == .echoReply || view.type.isError else { return nil }
      if view.type == .echoReply { return .reply(identifier: view.identifier, sequence: view.sequence) }
      guard let cause = Rejection.Cause(ICMPv6Message(view)), let quoted = QuotedDatagram(view.quoted) else {
        return .nothing
      }
      return .error(cause, quoted)
    }
  }

  /// The neighbour that a datagram of the host was to go to did not answer.
  mutating func undeliverable(_ packet: consuming Packet, _ context: ElementContext) {
    let quoted = QuotedDatagram(packet.bytes.extracting(droppingFirst: IPHeaders.offset))
    context.drop(packet, .neighbourUnreachable)
    if let quoted { reject(quoted, Rejection(.neighbourUnreachable), context) }
  }

  /// Tells whoever sent a datagram that it was turned away.
  private mutating func reject(_ quoted: QuotedDatagram, _ rejection: Rejection, _ context: ElementContext) {
    switch quoted.proto {
    case .icmp, .icmpv6:
      let request = quoted.proto == .icmp ? ICMPv4Type.echoRequest.rawValue : ICMPv6Type.echoRequest.rawValue
      guard quoted.sourcePort >> 8 == UInt16(request),
        runs.pings[quoted.identifier]?.run.probe.destination == quoted.destination
      else { return }
      runs.pings[quoted.identifier]?.run.rejected(quoted.sequence, rejection)
      drivePing(quoted.identifier, context)
    case .udp:
      guard runs.datagrams[quoted.sourcePort]?.destination == quoted.destination else { return }
      runs.datagrams[quoted.sourcePort]?.rejected(rejection, port: quoted.destinationPort, at: context.now)
      driveDatagram(quoted.sourcePort, context)
    case .tcp: rejectTCP(quoted, rejection, context)
    default: break
    }
  }
}
