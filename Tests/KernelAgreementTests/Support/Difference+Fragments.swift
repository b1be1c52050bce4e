import Wire

extension Difference {
  /// Both fragment; what is in the pieces is the same, where each is cut depends on their options.
  static var fragmentOptions: Difference {
    Difference(
      "options of later fragments",
      "those that are not to be copied may be left out (RFC 791, 3.1), or made no operations of, as the kernel does"
    ) { exchange in
      guard exchange.frame.isIPv4, exchange.frame.payload4 > 34, exchange.theirs.count > 1 else { return }
      guard let ours = whole(exchange.ours), let theirs = whole(exchange.theirs), ours == theirs else { return }
      exchange.theirs = exchange.ours
    }
  }

  /// The fragments of one datagram put together: the first one's header without options, and all octets, by offset.
  private static func whole(_ fragments: [Sent]) -> [Int: UInt8]? {
    var octets: [Int: UInt8] = [:]
    var isFirst = true
    for fragment in fragments {
      let frame = fragment.frame
      guard frame.isIPv4, frame.payload4 <= frame.count else { return nil }
      let offset = Int(frame.uint16(20) & 0x1fff) * 8
      for (index, octet) in frame[frame.payload4...].enumerated() { octets[offset + index] = octet }
      guard isFirst else { continue }
      isFirst = false
      // The header's octets have places of their own. What is left out follows from the options and the offset.
      for index in 0..<34 where ![14, 16, 17, 20, 21, 24, 25].contains(index) { octets[-100 + index] = frame[index] }
    }
    return octets
  }
}
