import Wire

extension Invariants {
  static func ipv4(_ bytes: RawSpan) -> String? {
    if let quoted = IPv4View(quoted: bytes) {
      guard quoted.headerLength <= quoted.bytes.byteCount, quoted.bytes.byteCount <= bytes.byteCount else {
        return "quoted lengths"
      }
    }
    guard let view = IPv4View(bytes) else { return nil }
    guard IPv4View(quoted: bytes) != nil else { return "whole datagram refused as a quoted one" }
    guard view.bytes.byteCount == view.totalLength, view.upperLayer.offset == view.headerLength,
      view.header.byteCount + view.payload.byteCount == view.totalLength,
      view.options.byteCount + 20 == view.headerLength
    else { return "lengths" }
    guard HeaderOptionWalk.ends(view.options) else { return "options" }
    let header = IPv4Header(view)
    let options = copy(view.options)
    var written = [UInt8](repeating: 0xff, count: view.totalLength)
    guard written.withMutableBytes({ header.write(to: &$0, options: options.span.bytes) }) else { return "no room" }
    guard let again = IPv4View(written.span.bytes) else { return "written header refused" }
    guard IPv4Header(again) == header, again.isChecksumValid, copy(again.options) == options else { return "changed" }
    // The reserved bit is not kept, and a checksum may be wrong; else the octets are the same.
    let isPlain = view.bytes.octet(at: 6) & 0x80 == 0 && view.isChecksumValid && view.checksum != 0xffff
    return isPlain && copy(again.header) != copy(view.header) ? "octets changed" : nil
  }

  static func ipv6(_ bytes: RawSpan) -> String? {
    guard let view = IPv6View(bytes) else { return nil }
    let header = IPv6Header(view)
    var written = [UInt8](repeating: 0xff, count: 40)
    guard written.withMutableBytes({ header.write(to: &$0) }), written == copy(view.bytes.extracting(first: 40)) else {
      return "header changed"
    }
    var cursor = IPv6ExtensionCursor(view)
    var end = 40
    while let header = cursor.next() {
      guard header.offset == end, header.length >= 8 else { return "extension header out of place" }
      end += header.length
      guard end <= view.bytes.byteCount, cursor.offset == end else { return "extension header out of bounds" }
    }
    guard cursor.count <= IPv6ExtensionCursor.headersMax else { return "too many extension headers" }
    guard let upper = view.upperLayer else { return cursor.isMalformed ? nil : "no upper layer" }
    guard !cursor.isMalformed, upper.offset == end, upper.protocol == cursor.nextHeader,
      view.bytes.octet(at: cursor.nextHeaderOffset) == upper.protocol.rawValue
    else { return "upper layer out of place" }
    return checkFragment(view, upper)
  }

  private static func checkFragment(_ view: borrowing IPv6View, _ upper: UpperLayer) -> String? {
    guard let fragment = view.fragment else { return upper.isFragment ? "fragment without its header" : nil }
    var written = [UInt8](repeating: 0, count: 8)
    guard written.withMutableBytes({ fragment.write(to: &$0, at: 0) }) else { return "no room for a fragment header" }
    return IPv6FragmentHeader(written.span.bytes, at: 0) == fragment ? nil : "fragment header changed"
  }

  static func icmpv4(_ bytes: RawSpan) -> String? {
    guard let view = ICMPv4View(bytes) else { return bytes.byteCount < 8 ? nil : "whole header refused" }
    guard view.quoted.byteCount <= view.body.byteCount else { return "quotation" }
    let message = ICMPv4Message(view)
    var written = [UInt8](repeating: 0xff, count: 8)
    guard written.withMutableBytes({ message.write(to: &$0) }) else { return "no room" }
    guard let again = ICMPv4View(written.span.bytes) else { return "written header refused" }
    return ICMPv4Message(again) == message ? nil : "changed"
  }

  static func icmpv6(_ bytes: RawSpan) -> String? {
    guard let view = ICMPv6View(bytes) else { return bytes.byteCount < 8 ? nil : "whole header refused" }
    guard view.quoted.byteCount <= view.body.byteCount else { return "quotation" }
    let message = ICMPv6Message(view)
    var written = [UInt8](repeating: 0xff, count: 8)
    guard written.withMutableBytes({ message.write(to: &$0) }) else { return "no room" }
    guard let again = ICMPv6View(written.span.bytes) else { return "written header refused" }
    return ICMPv6Message(again) == message ? nil : "changed"
  }

  static func neighborDiscovery(_ bytes: RawSpan) -> String? {
    guard let view = NeighborDiscoveryView(bytes) else { return nil }
    var written = [UInt8](repeating: 0xff, count: 2_048)
    if let message = NeighborSolicitation(view) {
      guard written.withMutableBytes({ message.write(to: &$0) }) else { return "no room" }
      guard let again = NeighborDiscoveryView(written.span.bytes.extracting(first: message.length)) else {
        return "refused"
      }
      return NeighborSolicitation(again) == message ? nil : "solicitation changed"
    }
    if let message = NeighborAdvertisement(view) {
      guard written.withMutableBytes({ message.write(to: &$0) }) else { return "no room" }
      guard let again = NeighborDiscoveryView(written.span.bytes.extracting(first: message.length)) else {
        return "refused"
      }
      return NeighborAdvertisement(again) == message ? nil : "advertisement changed"
    }
    if let message = RouterSolicitation(view) {
      guard written.withMutableBytes({ message.write(to: &$0) }) else { return "no room" }
      guard let again = NeighborDiscoveryView(written.span.bytes.extracting(first: message.length)) else {
        return "refused"
      }
      return RouterSolicitation(again) == message ? nil : "router solicitation changed"
    }
    if let message = RouterAdvertisement(view) {
      guard written.withMutableBytes({ message.write(to: &$0) }) else { return "no room" }
      guard let again = NeighborDiscoveryView(written.span.bytes.extracting(first: message.length)) else {
        return "refused"
      }
      return RouterAdvertisement(again) == message ? nil : "router advertisement changed"
    }
    return view.type == .redirect && view.target != nil ? nil : "unknown message"
  }
}

/// A walk over options that must end.
enum HeaderOptionWalk {
  static func ends(_ options: RawSpan) -> Bool {
    var cursor = HeaderOptionCursor(options)
    var steps = 0
    while let option = cursor.next() {
      steps += 1
      guard steps <= options.byteCount, option.data.upperBound <= options.byteCount else { return false }
    }
    return cursor.offset == options.byteCount
  }
}
