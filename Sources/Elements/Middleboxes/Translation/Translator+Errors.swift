import Buffers
import ConnectionTracking
import Dataplane
import Routing
import Wire

/// ICMP errors (RFC 5508, 4): an error is about a packet that was translated on its way, and quotes it as it was when it
/// met its end. Its reader gets the quote as it had sent the packet. Errors keep nothing alive and end nothing.
extension Translator {
  /// An error to an outside address, from outside, from inside (about a hairpinned packet) or from the router itself
  /// (`nil`): the quoted source becomes the inside endpoint, to which the error goes.
  mutating func translateErrorInward(
    _ packet: inout Packet, _ headers: inout IPHeaders, from realm: Policy.Realm?, _ context: ElementContext
  ) -> Step {
    let quoted: QuotedFlow
    switch Translator.readQuote(packet, headers) {
    case .flow(let flow): quoted = flow
    case .refused(let refusal): return .drop(Translator.reason(refusal))
    }
    var edits = ErrorEdits()
    // What comes back along the quoted packet's way.
    var returning = quoted.tuple.reversed
    if realm != .outside, let found = live(returning, now: context.now), found.direction == .original {
      // A hairpinned packet, quoted behind its second translation: undo that first.
      let outside = outside(of: found.index)
      edits.quotedDestination = outside
      if realm == .inside { edits.source = outside.address }
      returning = ConnectionTuple(
        returning.protocol, source: outside.address, port: outside.port, destination: returning.destinationIPv4,
        port: returning.destinationPort)
    }
    guard let found = live(returning, now: context.now), found.direction == .reply else {
      context.note(packet, "an ICMP error about no connection: \(quoted.tuple)")
      return .drop(.noMapping)
    }
    let inside = inside(of: found.index)
    edits.quotedSource = inside
    edits.destination = inside.address
    context.note(packet, "ICMP error, " + note(found.index, isNew: false))
    return apply(edits, quoted.place, to: &packet, &headers)
  }

  /// An error that leaves for the outside, from inside or from the router itself (`nil`): the quoted destination becomes
  /// the outside endpoint, whose address is the error's source (RFC 5508, REQ-5).
  mutating func translateErrorOutward(
    _ packet: inout Packet, _ headers: inout IPHeaders, from realm: Policy.Realm?, _ context: ElementContext
  ) -> Step {
    let quoted: QuotedFlow
    switch Translator.readQuote(packet, headers) {
    case .flow(let flow): quoted = flow
    case .refused(let refusal): return realm == nil ? .untouched : .drop(Translator.reason(refusal))
    }
    guard let found = live(quoted.tuple.reversed, now: context.now), found.direction == .original else {
      if realm == nil { return .untouched }
      context.note(packet, "an ICMP error about no connection: \(quoted.tuple)")
      return .drop(.noMapping)
    }
    let outside = outside(of: found.index)
    context.note(packet, "ICMP error, " + note(found.index, isNew: false))
    var edits = ErrorEdits()
    edits.quotedDestination = outside
    edits.source = outside.address
    return apply(edits, quoted.place, to: &packet, &headers)
  }

  /// What of an error is rewritten.
  private struct ErrorEdits {
    var source: IPv4Address?
    var destination: IPv4Address?
    var quotedSource: IPv4Endpoint?
    var quotedDestination: IPv4Endpoint?
  }

  private func apply(
    _ edits: ErrorEdits, _ quote: HeaderPlace, to packet: inout Packet, _ headers: inout IPHeaders
  ) -> Step {
    guard packet.makeWritable() else { return .drop(.noBuffers) }
    let outer = HeaderPlace(
      network: IPHeaders.offset, transport: nil, proto: .icmp, end: IPHeaders.offset + headers.length)
    var bytes = packet.mutableBytes
    if let endpoint = edits.quotedSource { HeaderRewriting.setEnd(.source, to: endpoint, in: &bytes, at: quote) }
    if let endpoint = edits.quotedDestination {
      HeaderRewriting.setEnd(.destination, to: endpoint, in: &bytes, at: quote)
    }
    // The message's checksum was right, so it may be made anew.
    TransportChecksum.complete(in: &bytes, at: IPHeaders.offset)
    if let source = edits.source {
      HeaderRewriting.setEnd(.source, to: IPv4Endpoint(source, 0), in: &bytes, at: outer)
      headers.source = .v4(source)
    }
    if let destination = edits.destination {
      HeaderRewriting.setEnd(.destination, to: IPv4Endpoint(destination, 0), in: &bytes, at: outer)
      headers.destination = .v4(destination)
    }
    return .translated
  }

  private static func readQuote(_ packet: borrowing Packet, _ headers: IPHeaders) -> QuotedFlow.Result {
    guard !headers.upper.isFragment else { return .refused(.malformed) }
    return QuotedFlow.read(
      packet.bytes.extracting(first: IPHeaders.offset + headers.length), from: headers.payloadOffset)
  }

  private static func reason(_ refusal: QuotedFlow.Refusal) -> DropReason {
    switch refusal {
    case .malformed: .malformed
    case .badChecksum: .badChecksum
    case .unsupported: .unsupported
    }
  }
}

extension QuotedFlow {
  /// The tuple of the packet that is quoted.
  fileprivate var tuple: ConnectionTuple {
    ConnectionTuple(
      place.proto, source: source.address, port: source.port, destination: destination.address, port: destination.port)
  }
}
