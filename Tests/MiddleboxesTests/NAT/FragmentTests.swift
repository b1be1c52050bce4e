import Middleboxes
import Testing
import Wire

@Suite("NAT: fragments")
struct FragmentTests {
  /// A UDP datagram in three fragments of 1,200 octets, from one endpoint to another.
  private static func fragments(
    _ source: IPv4Endpoint, _ destination: IPv4Endpoint, identification: UInt16 = 77
  ) -> [[UInt8]] {
    var path = NATBench.path(source.address, destination.address)
    path.identification = identification
    path.dontFragment = false
    let payload = (0..<3000).map { UInt8(truncatingIfNeeded: $0) }
    let frame = EthernetFrame.udp(
      path, sourcePort: source.port, destinationPort: destination.port, payload: payload)
    let data = Array(frame.dropFirst(34))
    return stride(from: 0, to: data.count, by: 1200).map { start in
      let end = min(start + 1200, data.count)
      var piece = Array(frame.prefix(34)) + data[start..<end]
      piece.withMutableBytes { bytes in
        _ = IPv4Rewriting.setTotalLength(20 + end - start, in: &bytes, at: 14)
        _ = IPv4Rewriting.setFragment(offset: start, moreFragments: end < data.count, in: &bytes, at: 14)
      }
      return piece
    }
  }

  /// The datagram that the pieces make.
  private static func reassembled(_ pieces: [NATBench.Seen]) -> [UInt8] {
    var whole = Array(pieces[0].datagram.prefix(20)) + pieces.flatMap { $0.datagram.dropFirst(20) }
    let length = whole.count
    whole.withMutableBytes { bytes in
      _ = IPv4Rewriting.setTotalLength(length, in: &bytes, at: 0)
      _ = IPv4Rewriting.setFragment(offset: 0, moreFragments: false, in: &bytes, at: 0)
    }
    return whole
  }

  @Test("later fragments follow the first, and together they have a right checksum (RFC 4787, 11)")
  func outwardAndBack() throws {
    let bench = try NATBench { $0.ports = 7000...7000 }
    let out = Self.fragments(Hosts.alice, Hosts.web).flatMap { bench.send($0, at: NATBench.lan) }
    #expect(out.count == 3)
    #expect(out.allSatisfy { $0.port == NATBench.outside && $0.sourceAddress == NATBench.address })
    #expect(out[0].source == IPv4Endpoint(NATBench.address, 7000))
    #expect(Self.reassembled(out).withBytes { TransportChecksum.isValid($0) } == true)
    let back = Self.fragments(Hosts.web, IPv4Endpoint(NATBench.address, 7000))
      .flatMap { bench.send($0, at: NATBench.outside) }
    #expect(back.count == 3)
    #expect(back.allSatisfy { $0.port == NATBench.lan && $0.destinationAddress == Hosts.alice.address })
    #expect(Self.reassembled(back).withBytes { TransportChecksum.isValid($0) } == true)
  }

  @Test("a fragmented datagram is hairpinned whole")
  func hairpinned() throws {
    let bench = try NATBench { $0.filtering = .endpointIndependent }
    let bob = try #require(bench.send(.udp, Hosts.bob, Hosts.web).first).source
    let seen = Self.fragments(Hosts.alice, bob).flatMap { bench.send($0, at: NATBench.lan) }
    #expect(seen.count == 3)
    #expect(seen.allSatisfy { $0.sourceAddress == NATBench.address && $0.destinationAddress == Hosts.bob.address })
    #expect(Self.reassembled(seen).withBytes { TransportChecksum.isValid($0) } == true)
  }

  @Test("a fragment that comes before the first is dropped, the others pass")
  func outOfOrder() throws {
    let bench = try NATBench()
    let pieces = Self.fragments(Hosts.alice, Hosts.web)
    #expect(bench.send(pieces[1], at: NATBench.lan).isEmpty)
    #expect(bench.drops(.fragment) == 1)
    #expect(bench.send(pieces[0], at: NATBench.lan).count == 1)
    #expect(bench.send(pieces[1], at: NATBench.lan).count == 1)
    #expect(bench.send(pieces[2], at: NATBench.lan).count == 1)
    // The last one has ended it.
    #expect(bench.send(pieces[1], at: NATBench.lan).isEmpty)
  }

  @Test("a flood of first fragments is bounded, and what else passes does")
  func flood() throws {
    let bench = try NATBench()
    for identification in 0..<5000 as Range<UInt16> {
      let first = Self.fragments(Hosts.alice, Hosts.web, identification: identification)[0]
      bench.send(first, at: NATBench.lan)
    }
    #expect(bench.drops(.fragment) >= 5000 - 1024)
    #expect(bench.send(.udp, Hosts.alice, Hosts.web).count == 1)
  }

  @Test("a first fragment too short for its transport header is dropped (RFC 1858)")
  func tiny() throws {
    let bench = try NATBench()
    var path = NATBench.path(Hosts.alice.address, Hosts.web.address)
    path.dontFragment = false
    var frame = Array(
      EthernetFrame.tcp(path, TCPHeader(sourcePort: 1, destinationPort: 2, flags: .syn)).prefix(14 + 20 + 16))
    frame.withMutableBytes { bytes in
      _ = IPv4Rewriting.setTotalLength(36, in: &bytes, at: 14)
      _ = IPv4Rewriting.setFragment(offset: 0, moreFragments: true, in: &bytes, at: 14)
    }
    #expect(bench.send(frame, at: NATBench.lan).isEmpty)
    #expect(bench.drops(.malformed) == 1)
  }
}
