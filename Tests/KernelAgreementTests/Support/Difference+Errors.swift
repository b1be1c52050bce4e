import Wire

/// What a router of the kernel and one of Weft do differently wherever they are, NAT or not.
extension Difference {
  /// `isOwn` is true for what the router itself sends.
  static func identification(_ isOwn: @escaping ([UInt8]) -> Bool) -> Difference {
    Difference(
      "the identification of the router's own datagrams",
      "any will do that is not in use between the two addresses; whole datagrams need none (RFC 6864, 4.1)"
    ) { exchange in
      exchange.change { frame in
        guard isOwn(frame) else { return }
        frame.changeHeader4 { $0.put16(0, at: 18) }
      }
    }
  }

  /// `isOwn` is true for what the router itself sends.
  static func errorTypeOfService(_ isOwn: @escaping ([UInt8]) -> Bool) -> Difference {
    Difference(
      "the type of service of ICMP errors",
      """
      Weft sends them as internetwork control, precedence 6 (RFC 1812, 4.3.2.5); the kernel adds the type of service \
      of the datagram, whose bits have belonged to the code point since (RFC 2474, 3)
      """
    ) { exchange in
      let asked = exchange.frame[15]
      for index in exchange.theirs.indices {
        let frame = exchange.theirs[index].frame
        guard isOwn(frame), frame.isError4, frame[15] == asked & 0x1e | 0xc0 else { continue }
        exchange.theirs[index].frame.changeHeader4 { $0[15] = 0xc0 }
      }
    }
  }

  /// The kernel serves options before it refuses a datagram, and answers with them.
  static var errorOptions: Difference {
    Difference(
      "options in the header of ICMP errors",
      "source routes alone are to be sent back (RFC 1812, 4.3.2.6); the kernel sends the others back too, and quotes less"
    ) { exchange in
      guard exchange.frame.isIPv4, exchange.frame.payload4 > 34 else { return }
      settleErrors(&exchange) { ours, theirs in theirs.payload4 > 34 }
    }
  }

  /// Takes the kernel's errors for the same as ours where they say the same and quote the beginning of what ours quote.
  static func settleErrors(_ exchange: inout Exchange, _ isMeant: ([UInt8], [UInt8]) -> Bool) {
    guard exchange.ours.count == exchange.theirs.count else { return }
    for index in exchange.ours.indices {
      let (ours, theirs) = (exchange.ours[index], exchange.theirs[index])
      guard ours.port == theirs.port, let our = ours.frame.error4, let their = theirs.frame.error4,
        our.head == their.head, their.quote.count >= min(28, our.quote.count),
        unrecorded(our.quote).starts(with: unrecorded(their.quote)),
        isMeant(ours.frame, theirs.frame)
      else { continue }
      exchange.theirs[index] = ours
    }
  }

  /// A quoted datagram without what routers enter in its options, and without the checksum of its header: options may have
  /// been served before the error was noticed (RFC 1812, 4.3.2.3).
  private static func unrecorded(_ quote: ArraySlice<UInt8>) -> [UInt8] {
    var frame = [UInt8](repeating: 0, count: 14) + quote
    frame.put16(0x0800, at: 12)
    guard frame.isIPv4, frame.payload4 <= frame.count else { return Array(quote) }
    frame.put16(0, at: 24)
    for place in frame.options4(7) + frame.options4(68) {
      for index in place.dropFirst(2) { frame[index] = 0 }
    }
    return Array(frame[14...])
  }
}
