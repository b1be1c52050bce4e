import Wire

/// What keeps the router from taking a datagram to itself, in its IPv6 extension headers (RFC 8200, 4).
enum ExtensionProblem: Sendable, Hashable {
  /// The datagram is dropped in silence, as an option that is not known asks for.
  case discard
  /// The sender is told.
  case tell(ICMPError)

  /// The first problem in the headers of `view`; `nil` where there is none. They are looked at in their order
  /// (RFC 8200, 4), up to what they carry or to the first that is cut off, of which nothing is said.
  static func first(in view: borrowing IPv6View) -> ExtensionProblem? {
    var cursor = IPv6ExtensionCursor(view)
    var named = cursor.nextHeaderOffset
    while let header = cursor.next() {
      if let problem = problem(in: header, named, view.bytes, isToGroup: view.destination.isMulticast) {
        return problem
      }
      named = header.offset
    }
    guard cursor.isMalformed else { return nil }
    return cursor.nextHeader == .authentication ? .tell(.unknownHeader(pointer: named)) : .discard
  }

  /// The problem with one header; `named` is where the octet is that says which one it is.
  private static func problem(
    in header: IPv6ExtensionHeader, _ named: Int, _ bytes: RawSpan, isToGroup: Bool
  ) -> ExtensionProblem? {
    switch header.kind {
    case .hopByHop where header.offset != IPv6View.length: .tell(.unknownHeader(pointer: named))
    case .hopByHop, .destinationOptions:
      option(bytes, header.offset + 2..<header.offset + header.length, isToGroup: isToGroup)
    case .routing:
      // Where no segments are left the header has done its work; else its type would have to be known (RFC 8200, 4.4).
      bytes.octet(at: header.offset + 3) == 0 ? nil : .tell(.badField(pointer: header.offset + 2))
    case .authentication: .tell(.unknownHeader(pointer: named))
    default: nil
    }
  }

  /// The problem with options: what to do about one that is not known is in its two highest bits (RFC 8200, 4.2).
  private static func option(_ bytes: RawSpan, _ place: Range<Int>, isToGroup: Bool) -> ExtensionProblem? {
    var offset = place.lowerBound
    while offset < place.upperBound {
      let kind = bytes.octet(at: offset)
      if kind == 0 {
        offset += 1
        continue
      }
      guard offset + 2 <= place.upperBound, offset + 2 + Int(bytes.octet(at: offset + 1)) <= place.upperBound else {
        return .discard
      }
      switch kind >> 6 {
      case 0: break
      case 1: return .discard
      case 3 where isToGroup: return .discard
      default: return .tell(.unknownOption(pointer: offset))
      }
      offset += 2 + Int(bytes.octet(at: offset + 1))
    }
    return nil
  }
}
