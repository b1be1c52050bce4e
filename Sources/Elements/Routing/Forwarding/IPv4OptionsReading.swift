import Buffers
import Wire

/// What a router makes of the options in an IPv4 header.
enum IPv4OptionsReading: Sendable, Hashable {
  /// None that it must judge.
  case acceptable
  /// The sender wants to decide the route: loose (131) or strict (137) source routing (RFC 791, 3.1), which is refused
  /// as RFC 7126, 4.3 and 4.4 recommend.
  case sourceRoute
  /// An option's length is impossible.
  case malformed

  init(_ packet: borrowing Packet) {
    self = .acceptable
    guard let frame = EthernetView(packet.bytes), let view = IPv4View(frame.payload) else { return }
    var cursor = HeaderOptionCursor(view.options)
    while let option = cursor.next() {
      if option.kind == 131 || option.kind == 137 { self = .sourceRoute }
    }
    if cursor.isMalformed { self = .malformed }
  }
}
