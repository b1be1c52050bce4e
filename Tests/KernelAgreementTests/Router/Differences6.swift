import Wire

/// What the router and the kernel's do differently with IPv6, and why neither is wrong.
enum Differences6 {
  static var all: [Difference] {
    [
      Difference(
        "redirects", "Weft's router sends none (RFC 4861, 8.2 has routers send them); the kernel cannot be kept from it"
      ) { exchange in
        exchange.theirs.removeAll { $0.frame.icmp6 == 0x8900 }
      },
      .outcome(
        "options for every node on the way",
        "a router looks at them where it was told to (RFC 8200, 4); the kernel refuses those that it cannot make out"
      ) { exchange in
        guard exchange.frame[20] == 0 else { return false }
        guard let place = exchange.frame.extensions6.first?.place, place.upperBound <= 54 + exchange.frame.length6
        else {
          return exchange.theirs.isEmpty
        }
        return exchange.frame[place.lowerBound + 2] & 0xc0 != 0
          && exchange.theirs.allSatisfy { $0.frame.icmp6 == 0x0402 }
      },
      .outcome(
        "fragments to the router",
        "a limit of Weft's router: it does not put them together; the kernel does, and judges them (RFC 8200, 4.5; RFC 7112, 5)"
      ) { exchange in
        let destination = exchange.frame.destination6
        guard isOwn(destination) || destination.isMulticast || destination.low == 0 else { return false }
        return exchange.theirs.allSatisfy { [0x0400, 0x0403].contains($0.frame.icmp6) }
          && exchange.frame.extensions6.contains {
            $0.kind == 44 && exchange.frame.uint16($0.place.lowerBound + 2) & 0xfff9 != 0
          }
      },
      .outcome(
        "datagrams that may be longer than they say",
        "jumbograms (RFC 2675) are not known here, and a payload length of 0 means none; the kernel takes the frame's end"
      ) { exchange in
        exchange.frame.length6 == 0 && exchange.frame[20] == 0
      },
      .outcome(
        "errors about redirects", "none are sent (RFC 4443, 2.4 (e.2)); the kernel does"
      ) { exchange in
        exchange.ours.isEmpty && exchange.frame.icmp6.map { $0 >> 8 } == 137
          && exchange.theirs.allSatisfy { $0.frame.isError6 }
      },
      .outcome(
        "routing headers in datagrams to groups",
        "where no segments are left they mean nothing (RFC 8200, 4.4); the kernel drops them"
      ) { exchange in
        exchange.theirs.isEmpty && exchange.frame.destination6.isMulticast
          && exchange.frame.extensions6.contains { $0.kind == 43 }
      },
      .outcome(
        "errors about later fragments of ICMPv6", "what they belong to may be an error; the kernel takes them for none"
      ) { exchange in
        exchange.ours.isEmpty && exchange.theirs.allSatisfy { $0.frame.isError6 }
          && exchange.frame.extensions6.last.map {
            $0.kind == 44 && exchange.frame[$0.place.lowerBound] == 58
              && exchange.frame.uint16($0.place.lowerBound + 2) & 0xfff8 != 0
          } == true
      },
      .outcome(
        "resets from anycast addresses", "nothing forbids them (RFC 4291, 2.6); the kernel sends none"
      ) { exchange in
        exchange.theirs.isEmpty && exchange.frame.destination6.low == 0
          && exchange.ours.allSatisfy { $0.frame.isIPv6 && $0.frame[20] == 6 }
      },
      Difference(
        "how much of a UDP datagram is quoted that says it is shorter than its packet",
        "as much as fits in 1,280 octets (RFC 4443, 2.4 (c)); the kernel quotes as much as UDP says there is"
      ) { exchange in
        guard exchange.ours.count == exchange.theirs.count else { return }
        for index in exchange.theirs.indices {
          let (ours, theirs) = (exchange.ours[index].frame, exchange.theirs[index].frame)
          guard ours.icmp6 == 0x0104, theirs.icmp6 == 0x0104, theirs.count < ours.count,
            ours[14..<18] == theirs[14..<18], ours[20..<56] == theirs[20..<56], ours[58...].starts(with: theirs[58...])
          else { continue }
          exchange.theirs[index] = exchange.ours[index]
        }
      },
      Difference(
        "the source of errors",
        """
        an address of the router; of the link by which the error leaves, or of that by which the datagram came, as the \
        kernel has it (RFC 4443, 2.2 (b))
        """
      ) { exchange in
        guard exchange.ours.count == exchange.theirs.count else { return }
        for index in exchange.theirs.indices {
          let (ours, theirs) = (exchange.ours[index].frame, exchange.theirs[index].frame)
          guard ours.isError6, theirs.isError6, !isOwn(exchange.frame.destination6), isOwn(ours.source6),
            isOwn(theirs.source6)
          else { continue }
          exchange.theirs[index].frame.setSource6(ours.source6)
        }
      },
      .outcome(
        "the router's own addresses as a source",
        "nobody else sends from them (RFC 1812, 5.3.7, for IPv4; nothing is said for IPv6); the kernel lets it pass"
      ) { exchange in
        exchange.ours.isEmpty && isOwn(exchange.frame.source6)
      },
      Difference(
        "the source of errors about anycast addresses",
        "it is a unicast address (RFC 4443, 2.2 (b)); the kernel's is the one that was asked"
      ) { exchange in
        guard exchange.ours.count == exchange.theirs.count, exchange.frame.destination6.low == 0 else { return }
        for index in exchange.theirs.indices {
          let (ours, theirs) = (exchange.ours[index].frame, exchange.theirs[index].frame)
          guard ours.isError6, theirs.isError6, theirs.source6 == exchange.frame.destination6 else { continue }
          exchange.theirs[index].frame.setSource6(ours.source6)
        }
      },
      .outcome(
        "addresses without meaning elsewhere, on the way back to the link that a datagram came from",
        """
        a link-local source is beyond its scope (RFC 4443, 3.1), the unspecified one never forwarded (RFC 4291, 2.5.2), a \
        link-local destination somebody else's (RFC 4291, 2.5.6); the kernel looks where another link is next
        """
      ) { exchange in
        guard
          exchange.theirs.allSatisfy({
            $0.port == exchange.port && $0.frame.destination6 == exchange.frame.destination6
              || [0x0300, 0x0200].contains($0.frame.icmp6)
          })
        else { return false }
        if exchange.ours.isEmpty {
          return [exchange.frame.destination6, exchange.frame.source6].contains { $0.isLinkLocal || $0.isUnspecified }
        }
        return exchange.ours.count == 1 && exchange.frame.source6.isLinkLocal
          && exchange.ours.allSatisfy { $0.frame.icmp6 == 0x0102 }
      },
      .outcome(
        "the unspecified address as a destination",
        "nothing is sent there (RFC 4291, 2.5.2), and nothing said about it; to the kernel there is no route"
      ) { exchange in
        exchange.ours.isEmpty && exchange.frame.destination6.isUnspecified
          && exchange.theirs.allSatisfy { $0.frame.icmp6 == 0x0100 }
      },
      Difference(
        "the traffic class of resets", "no standard asks for one; the kernel copies it"
      ) { exchange in
        let asked = exchange.frame[14...15]
        for index in exchange.theirs.indices {
          let frame = exchange.theirs[index].frame
          guard frame.isIPv6, isOwn(frame.source6), frame[20] == 6, frame[14] == asked[14],
            frame[15] & 0xf0 == asked[15] & 0xc0
          else { continue }
          exchange.theirs[index].frame[14] = 0x60
          exchange.theirs[index].frame[15] &= 0x0f
        }
      },
      .outcome(
        "segment routing",
        "a routing header that is not known is told (RFC 8200, 4.4); the kernel knows it, and does not serve it (RFC 8754)"
      ) { exchange in
        exchange.theirs.isEmpty
          && exchange.frame.extensions6.contains { $0.kind == 43 && exchange.frame[$0.place.lowerBound + 2] == 4 }
      },
      .outcome(
        "echo replies longer than the link carries",
        "a limit of Weft's router: it sends no IPv6 fragments, and the reply is lost; the kernel's does (RFC 8200, 4.5)"
      ) { exchange in
        exchange.ours.isEmpty && exchange.theirs.count > 1
          && exchange.theirs.allSatisfy { isOwn($0.frame.source6) && $0.frame[20] == 44 }
      },
      .outcome(
        "echo replies for groups and anycast addresses to senders beyond another link",
        "they go by the routes; the kernel sends them by the link of the request or not at all"
      ) { exchange in
        exchange.theirs.isEmpty && exchange.ours.count == 1
          && exchange.ours.allSatisfy { $0.frame.icmp6.map { $0 >> 8 } == 129 }
          && (exchange.frame.destination6.isMulticast || exchange.frame.destination6.low == 0)
          && exchange.ours[0].port != exchange.port
      },
    ]
  }

  /// True for the addresses of the router.
  static func isOwn(_ address: IPv6Address) -> Bool {
    (0..<RoutedNet.ports6).contains {
      address == RoutedNet.router6($0) || address == IPv6Address(linkLocal: RoutedNet.mac($0))
    }
  }
}
