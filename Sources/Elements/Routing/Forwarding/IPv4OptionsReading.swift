import Buffers
import Wire

/// What a router makes of the options in an IPv4 header.
enum IPv4OptionsReading: Sendable, Hashable {
  /// None that it must judge.
  case acceptable
  /// The sender wants to decide the route: loose (131) or strict (137) source routing (RFC 791, 3.1), which is refused
  /// as RFC 7126, 4.3 and 4.4 recommend.
  case sourceRoute
  /// The octet at `pointer`, from the start of the IP header, makes no sense: an impossible length, or a record route
  /// option (RFC 791, 3.1) that is there twice, too short, or has room for part of an address.
  case malformed(pointer: Int)

  init(_ packet: borrowing Packet) {
    self = .acceptable
    guard let frame = EthernetView(packet.bytes), let view = IPv4View(frame.payload) else { return }
    let options = view.options
    var cursor = HeaderOptionCursor(options)
    var recordsRoute = false
    var end = 0
    while let option = cursor.next() {
      end = option.data.upperBound
      if option.kind == 131 || option.kind == 137 { self = .sourceRoute }
      guard option.kind == RecordRoute.kind else { continue }
      let start = option.data.lowerBound - 2
      if let place = recordsRoute ? start : RecordRoute.problem(option, in: options) {
        self = .malformed(pointer: IPv4View.minimumLength + place)
        return
      }
      recordsRoute = true
    }
    guard cursor.isMalformed else { return }
    while end < options.byteCount, options.octet(at: end) == 1 { end += 1 }
    self = .malformed(pointer: IPv4View.minimumLength + end)
  }
}
