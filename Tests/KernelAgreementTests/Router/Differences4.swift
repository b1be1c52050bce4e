import Wire

/// What the router and the kernel's do differently with IPv4, and why neither is wrong.
enum Differences4 {
  static var all: [Difference] {
    [
      .identification(isOwn), .errorTypeOfService(isOwn), .errorOptions,
      .outcome(
        "how many errors say that there is no route",
        "the kernel sends five to one sender and then one a second, which no namespace can switch off"
      ) { exchange in
        exchange.theirs.isEmpty && exchange.ours.count == 1
          && exchange.ours.allSatisfy { $0.frame.isError4 && $0.frame.uint16($0.frame.payload4) == 0x0300 }
      },
      .outcome(
        "class E addresses",
        "240.0.0.0/4 is reserved, and neither a source nor a destination (RFC 1112, 4); the kernel takes it for unicast"
      ) { exchange in
        exchange.ours.isEmpty && (exchange.frame.source4.isReserved || exchange.frame.destination4.isReserved)
      },
      .outcome(
        "link-local addresses",
        "no router forwards from or to 169.254.0.0/16 (RFC 3927, 7); to the kernel they are like others"
      ) { exchange in
        exchange.ours.isEmpty && (exchange.frame.source4.isLinkLocal || exchange.frame.destination4.isLinkLocal)
      },
      .outcome(
        "addresses of this network",
        "0.0.0.0/8 is no station's (RFC 1122, 3.2.1.3 (b); RFC 6890, 2.2.2); the kernel means 0.0.0.0 alone"
      ) { exchange in
        func isMeant(_ address: IPv4Address) -> Bool { address.bits >> 24 == 0 && !address.isUnspecified }
        return exchange.ours.isEmpty && (isMeant(exchange.frame.source4) || isMeant(exchange.frame.destination4))
      },
      .outcome(
        "a subnet's broadcast address as a source",
        "it is none (RFC 1812, 5.3.7); the kernel notices with reverse path filtering alone"
      ) { exchange in
        exchange.ours.isEmpty && exchange.frame.source4 == IPv4Address(10, 2, 0, 255)
      },
      .outcome(
        "source routes",
        """
        both refuse them (RFC 7126, 4.3 and 4.4), Weft with the error that says so (RFC 1812, 5.2.7.1), the kernel in \
        silence, or with a problem that it found in the options first
        """
      ) { exchange in
        exchange.theirs.allSatisfy { $0.frame.icmpType4 == 12 } && exchange.ours.count == 1
          && exchange.ours.allSatisfy { [0x0305, 0x0c00].contains($0.frame.uint16($0.frame.payload4)) }
          && !(exchange.frame.options4(131) + exchange.frame.options4(137)).isEmpty
      },
      .outcome(
        "mistakes in timestamp and router alert options",
        "who does not serve an option does not judge it; the kernel does (RFC 1812, 5.2.7.3)"
      ) { exchange in
        guard exchange.frame.isIPv4, exchange.theirs.allSatisfy({ $0.frame.icmpType4 == 12 }) else { return false }
        return [UInt8(68), 148].contains { kind in
          let options = exchange.frame.options4(kind)
          return options.count > 1 || options.contains { $0.count < 4 }
        }
      },
      Difference(
        "options in echo replies and resets",
        """
        RFC 1812, 4.3.3.6 would have the request's record route and timestamps in the reply; RFC 7126, 4.5 and 4.7 advise \
        against serving them. Weft's answers have no options
        """
      ) { exchange in
        guard exchange.frame.isIPv4, exchange.frame.payload4 > 34 else { return }
        for index in exchange.theirs.indices {
          let frame = exchange.theirs[index].frame
          guard isOwn(frame), frame.icmpType4 == 0 || frame.protocol4 == 6, frame.payload4 > 34 else { continue }
          exchange.theirs[index].frame.changeHeader4 { frame in
            frame.removeSubrange(34..<frame.payload4)
            frame[14] = 0x45
            frame.put16(UInt16(frame.count - 14), at: 16)
          }
        }
      },
      Difference(
        "the timestamp option",
        """
        Weft passes it on as it came: RFC 7126, 4.7 advises against what RFC 1812, 5.3.13.6 asked for; the kernel enters \
        the time of day
        """
      ) { exchange in
        guard !exchange.frame.options4(68).isEmpty else { return }
        exchange.change { frame in
          guard frame.isIPv4 else { return }
          for place in frame.options4(68) {
            frame.changeHeader4 { for index in place.dropFirst(2) { $0[index] = 0 } }
          }
        }
      },
      .outcome(
        "timestamp requests", "who answers them is free to (RFC 1812, 4.3.3.8); the kernel does"
      ) { exchange in
        exchange.ours.isEmpty && exchange.frame.icmpType4 == 13
          && exchange.theirs.allSatisfy { $0.frame.icmpType4 == 14 }
      },
      .outcome(
        "IGMP to the router", "Weft's router does not speak it, and says so (RFC 1812, 5.2.7.1); the kernel does"
      ) { exchange in
        exchange.theirs.isEmpty && exchange.frame.isIPv4 && exchange.frame.protocol4 == 2
          && exchange.ours.allSatisfy { $0.frame.isError4 && $0.frame.uint16($0.frame.payload4) == 0x0302 }
      },
      .outcome(
        "errors about router discovery and extended echo messages",
        """
        they are no errors (RFC 1122, 3.2.2; RFC 1256; RFC 8335, 2), so errors are sent about them; to the kernel the \
        types 9, 10 and all above 18 may be errors
        """
      ) { exchange in
        guard let type = exchange.frame.icmpType4, [9, 10, 42, 43].contains(type) else { return false }
        return exchange.theirs.isEmpty && exchange.ours.allSatisfy { $0.frame.isError4 }
      },
      Difference(
        "don't fragment and the type of service of resets",
        "no standard asks for either; the kernel sets the one and copies the other"
      ) { exchange in
        let asked = exchange.frame[15]
        for index in exchange.theirs.indices {
          let frame = exchange.theirs[index].frame
          guard isOwn(frame), frame.protocol4 == 6, frame[15] == asked & 0xfc, frame.uint16(20) == 0x4000 else {
            continue
          }
          exchange.theirs[index].frame.changeHeader4 {
            $0[15] = 0
            $0.put16(0, at: 20)
          }
        }
      },
      Difference(
        "how much of a UDP datagram is quoted that says it is shorter than its packet",
        "as much as fits in 576 octets (RFC 1812, 4.3.2.3); the kernel quotes as much as UDP says there is"
      ) { exchange in
        guard exchange.frame.isIPv4, exchange.frame.protocol4 == 17 else { return }
        Difference.settleErrors(&exchange) { ours, theirs in theirs.count < ours.count }
      },
      .outcome(
        "errors about datagrams whose record route is not in step",
        "its pointer need not be a multiple of four (RFC 791, 3.1); the kernel sends no error where it is not"
      ) { exchange in
        exchange.theirs.isEmpty && exchange.ours.allSatisfy { $0.frame.isError4 }
          && exchange.frame.options4(7).contains { exchange.frame[$0.lowerBound + 2] % 4 != 0 }
      },
      Difference(
        "the reserved bit of fragments", "it is 0 and means nothing (RFC 791, 3.1); the kernel clears it"
      ) { exchange in
        guard exchange.frame.isIPv4, exchange.frame[20] & 0x80 != 0 else { return }
        exchange.change { frame in
          if frame.isIPv4, frame.uint16(20) & 0x3fff != 0 { frame.changeHeader4 { $0[20] &= 0x7f } }
        }
      },
      .fragmentOptions,
    ]
  }

  /// True for what the router itself sends.
  static func isOwn(_ frame: [UInt8]) -> Bool {
    frame.isIPv4 && (0..<RoutedNet.ports).contains { frame.source4 == RoutedNet.router4($0) }
  }
}
