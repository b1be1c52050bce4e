import Buffers
import ConnectionTracking
import Dataplane
import Routing
import Wire

/// Fragments: the first one has the ports and finds the way, the later ones follow it.
extension Translator {
  /// Remembers where the datagram of a first fragment goes. False where there is no room.
  mutating func remember(
    _ packet: borrowing Packet, _ headers: IPHeaders, _ source: IPv4Endpoint?, _ destination: IPv4Endpoint?,
    _ context: ElementContext
  ) -> Bool {
    guard let key = Translator.fragmentKey(packet, headers) else { return false }
    let route = FragmentTable.Route(source: source?.address, destination: destination?.address)
    if fragments.insert(key, route, now: context.now) { return true }
    context.note(packet, "too many fragmented datagrams at once")
    return false
  }

  /// Gives a later fragment the addresses of the first.
  mutating func translateFragment(
    _ packet: inout Packet, _ headers: inout IPHeaders, _ flow: Flow, _ context: ElementContext
  ) -> Step {
    guard let key = Translator.fragmentKey(packet, headers),
      let route = fragments.route(of: key, isLast: !headers.upper.moreFragments, now: context.now)
    else {
      context.note(packet, "a fragment, and the first of its datagram has not passed")
      return .drop(.fragment)
    }
    guard packet.makeWritable() else { return .drop(.noBuffers) }
    let place = HeaderPlace(
      network: IPHeaders.offset, transport: nil, proto: headers.upper.protocol, end: IPHeaders.offset + headers.length)
    var bytes = packet.mutableBytes
    if let source = route.source {
      HeaderRewriting.setEnd(.source, to: IPv4Endpoint(source, 0), in: &bytes, at: place)
      headers.source = .v4(source)
    }
    if let destination = route.destination {
      HeaderRewriting.setEnd(.destination, to: IPv4Endpoint(destination, 0), in: &bytes, at: place)
      headers.destination = .v4(destination)
    }
    return .translated
  }

  private static func fragmentKey(_ packet: borrowing Packet, _ headers: IPHeaders) -> ConnectionTuple? {
    guard case .v4(let source) = headers.source, case .v4(let destination) = headers.destination else { return nil }
    let identification = packet.bytes.uint16(at: IPHeaders.offset + 4)
    return FragmentTable.key(
      source: source, destination: destination, headers.upper.protocol, identification: identification)
  }
}
