import Middleboxes
import Testing
import Wire

@Suite("NAT: ICMP errors")
struct ErrorTests {
  private static let router = IPv4Address(203, 0, 113, 1)
  private static let protocols: [IPProtocol] = [.tcp, .udp, .icmp]

  /// An error from `sender` about a datagram, quoting `count` octets of it.
  private static func error(
    _ message: ICMPv4Message, from sender: IPv4Address, about datagram: [UInt8], quoting count: Int = 576, at port: Int
  ) -> [UInt8] {
    let source = datagram.withBytes { IPv4View(quoted: $0)!.source }
    return EthernetFrame.icmpv4(
      NATBench.path(sender, source, at: port), message, body: Array(datagram.prefix(count)))
  }

  private static func remote(_ proto: IPProtocol) -> IPv4Endpoint {
    proto == .icmp ? IPv4Endpoint(Hosts.web.address, 0) : Hosts.web
  }

  /// True where the header that an error quotes has a right checksum, and its transport too, as far as it is all there.
  private static func isQuoteIntact(_ datagram: [UInt8]) -> Bool {
    datagram.withBytes { bytes in
      IPv4View(quoted: bytes)!.isChecksumValid && TransportChecksum.isValid(bytes) != false
    }
  }

  @Test("from outside: the reader gets the quote as it had sent the packet (RFC 5508, REQ-4)", arguments: protocols)
  func inward(proto: IPProtocol) throws {
    let bench = try NATBench { $0.ports = 7000...7000 }
    let sent = try #require(bench.send(proto, Hosts.alice, Self.remote(proto)).first)
    let error = Self.error(.timeExceeded(code: 0), from: Self.router, about: sent.datagram, at: NATBench.outside)
    let seen = try #require(bench.send(error, at: NATBench.outside).first)
    #expect(seen.port == NATBench.lan)
    #expect(seen.sourceAddress == Self.router)
    #expect(seen.destinationAddress == Hosts.alice.address)
    #expect(Array(seen.datagram[20..<22]) == [11, 0])
    #expect(seen.quoted.source == Hosts.alice)
    #expect(seen.quoted.destination == Self.remote(proto))
    #expect(Self.isQuoteIntact(seen.quoted.datagram))
  }

  @Test("the next-hop MTU of `fragmentation needed` passes untouched (RFC 1191)")
  func mtu() throws {
    let bench = try NATBench()
    let sent = try #require(bench.send(.tcp, Hosts.alice, Hosts.web).first)
    let error = Self.error(
      .destinationUnreachable(.fragmentationNeeded, nextHopMTU: 1280), from: Self.router, about: sent.datagram,
      at: NATBench.outside)
    let seen = try #require(bench.send(error, at: NATBench.outside).first)
    #expect(Array(seen.datagram[20..<22]) == [3, 4])
    #expect(seen.word(at: 26) == 1280)
  }

  @Test("a quote of no more than eight octets behind the header is enough (RFC 792)", arguments: protocols)
  func shortQuote(proto: IPProtocol) throws {
    let bench = try NATBench { $0.ports = 7000...7000 }
    let sent = try #require(bench.send(proto, Hosts.alice, Self.remote(proto)).first)
    let error = Self.error(
      .destinationUnreachable(.host, nextHopMTU: 0), from: Self.router, about: sent.datagram, quoting: 28,
      at: NATBench.outside)
    let seen = try #require(bench.send(error, at: NATBench.outside).first)
    #expect(seen.quoted.source == Hosts.alice)
    #expect(seen.datagram.count == 56)
    #expect(seen.quoted.datagram.withBytes { IPv4View(quoted: $0)!.isChecksumValid })
  }

  @Test("from inside: the outside gets the quote as it had sent the packet (RFC 5508, REQ-5)")
  func outward() throws {
    let bench = try NATBench { $0.ports = 7000...7000 }
    bench.send(.udp, Hosts.alice, Hosts.web)
    let outside = IPv4Endpoint(NATBench.address, 7000)
    let received = try #require(bench.send(.udp, Hosts.web, outside).first)
    // Once from the host itself, once from some router behind the NAT.
    for sender in [Hosts.alice.address, IPv4Address(10, 1, 0, 254)] {
      let error = Self.error(
        .destinationUnreachable(.port, nextHopMTU: 0), from: sender, about: received.datagram, at: NATBench.lan)
      let seen = try #require(bench.send(error, at: NATBench.lan).first)
      #expect(seen.port == NATBench.outside)
      #expect(seen.sourceAddress == NATBench.address)
      #expect(seen.destinationAddress == Hosts.web.address)
      #expect(seen.quoted.source == Hosts.web)
      #expect(seen.quoted.destination == outside)
      #expect(Self.isQuoteIntact(seen.quoted.datagram))
    }
  }

  @Test("about a hairpinned packet: both translations are undone (RFC 5508, REQ-7)")
  func hairpinned() throws {
    let bench = try NATBench { $0.filtering = .endpointIndependent }
    let alice = try #require(bench.send(.udp, Hosts.alice, Hosts.web).first).source
    let bob = try #require(bench.send(.udp, Hosts.bob, Hosts.web).first).source
    let received = try #require(bench.send(.udp, Hosts.alice, bob).first)
    #expect(received.source == alice && received.destination == Hosts.bob)
    let error = Self.error(
      .destinationUnreachable(.port, nextHopMTU: 0), from: Hosts.bob.address, about: received.datagram, at: NATBench.lab
    )
    let seen = try #require(bench.send(error, at: NATBench.lab).first)
    #expect(seen.port == NATBench.lan)
    #expect(seen.sourceAddress == bob.address)
    #expect(seen.destinationAddress == Hosts.alice.address)
    #expect(seen.quoted.source == Hosts.alice)
    #expect(seen.quoted.destination == bob)
    #expect(Self.isQuoteIntact(seen.quoted.datagram))
  }

  @Test("the NAT's own errors name the endpoints that their reader knows")
  func own() throws {
    let bench = try NATBench { $0.ports = 7000...7000 }
    bench.send(.udp, Hosts.alice, Hosts.web)
    let outside = IPv4Endpoint(NATBench.address, 7000)
    // From outside with its last hop.
    var path = NATBench.path(Hosts.web.address, outside.address)
    path.hopLimit = 1
    let inbound = EthernetFrame.udp(path, sourcePort: Hosts.web.port, destinationPort: 7000, payload: [1])
    let toWeb = try #require(bench.send(inbound, at: NATBench.outside).first)
    #expect(toWeb.port == NATBench.outside && toWeb.sourceAddress == NATBench.address)
    #expect(toWeb.destinationAddress == Hosts.web.address)
    #expect(Array(toWeb.datagram[20..<22]) == [11, 0])
    #expect(toWeb.quoted.source == Hosts.web && toWeb.quoted.destination == outside)
    #expect(Self.isQuoteIntact(toWeb.quoted.datagram))
    // From inside with its last hop.
    path = NATBench.path(Hosts.alice.address, Hosts.web.address)
    path.hopLimit = 1
    let outbound = EthernetFrame.udp(path, sourcePort: 5000, destinationPort: Hosts.web.port, payload: [1])
    let toAlice = try #require(bench.send(outbound, at: NATBench.lan).first)
    #expect(toAlice.port == NATBench.lan && toAlice.destinationAddress == Hosts.alice.address)
    #expect(toAlice.quoted.source == Hosts.alice && toAlice.quoted.destination == Hosts.web)
  }

  @Test("the NAT's own errors about hairpinned packets find their sender")
  func ownHairpinned() throws {
    let bench = try NATBench { $0.filtering = .endpointIndependent }
    bench.send(.udp, Hosts.alice, Hosts.web)
    let bob = try #require(bench.send(.udp, Hosts.bob, Hosts.web).first).source
    var path = NATBench.path(Hosts.alice.address, bob.address)
    path.hopLimit = 1
    let frame = EthernetFrame.udp(path, sourcePort: Hosts.alice.port, destinationPort: bob.port, payload: [1])
    let seen = try #require(bench.send(frame, at: NATBench.lan).first)
    #expect(seen.port == NATBench.lan && seen.destinationAddress == Hosts.alice.address)
    #expect(seen.quoted.source == Hosts.alice && seen.quoted.destination == bob)
    #expect(Self.isQuoteIntact(seen.quoted.datagram))
  }

  @Test("an error about no connection is dropped, from either side (RFC 5508, REQ-4 and REQ-5)")
  func aboutNothing() throws {
    let bench = try NATBench()
    let strange = EthernetFrame.udp(
      NATBench.path(NATBench.address, Hosts.web.address, at: NATBench.lan), sourcePort: 1, destinationPort: 2)
    let inward = Self.error(
      .timeExceeded(code: 0), from: Self.router, about: Array(strange.dropFirst(14)), at: NATBench.outside)
    #expect(bench.send(inward, at: NATBench.outside).isEmpty)
    #expect(bench.drops(.noMapping) == 1)
    let other = EthernetFrame.udp(
      NATBench.path(Hosts.web.address, Hosts.alice.address), sourcePort: 1, destinationPort: 2)
    let outward = Self.error(
      .timeExceeded(code: 0), from: Hosts.alice.address, about: Array(other.dropFirst(14)), at: NATBench.lan)
    #expect(bench.send(outward, at: NATBench.lan).isEmpty)
    #expect(bench.drops(.noMapping) == 2)
  }

  @Test("an error with a wrong checksum, its own or that of the quoted header, is dropped (RFC 5508, REQ-3)")
  func badChecksums() throws {
    let bench = try NATBench()
    let sent = try #require(bench.send(.udp, Hosts.alice, Hosts.web).first)
    var own = Self.error(.timeExceeded(code: 0), from: Self.router, about: sent.datagram, at: NATBench.outside)
    own[36] ^= 1
    #expect(bench.send(own, at: NATBench.outside).isEmpty)
    var quoted = sent.datagram
    quoted[8] ^= 1
    let other = Self.error(.timeExceeded(code: 0), from: Self.router, about: quoted, at: NATBench.outside)
    #expect(bench.send(other, at: NATBench.outside).isEmpty)
    #expect(bench.drops(.badChecksum) == 2)
  }

  @Test("errors neither keep a mapping alive nor end it (RFC 5508, REQ-6; RFC 5382, REQ-10)")
  func noEffectOnLifetime() throws {
    let bench = try NATBench()
    let sent = try #require(bench.send(.udp, Hosts.alice, Hosts.web).first)
    let error = Self.error(
      .destinationUnreachable(.port, nextHopMTU: 0), from: Hosts.web.address, about: sent.datagram,
      at: NATBench.outside)
    bench.advance(by: .seconds(299))
    #expect(bench.send(error, at: NATBench.outside).count == 1)
    #expect(bench.send(.udp, Hosts.web, sent.source).count == 1)
    bench.advance(by: .seconds(2))
    #expect(bench.send(error, at: NATBench.outside).isEmpty)
  }

  @Test("redirects stay on their side")
  func redirects() throws {
    let bench = try NATBench()
    let sent = try #require(bench.send(.udp, Hosts.alice, Hosts.web).first)
    let error = Self.error(
      .redirect(code: 1, gateway: Self.router), from: NATBench.gateway, about: sent.datagram, at: NATBench.outside)
    #expect(bench.send(error, at: NATBench.outside).isEmpty)
    #expect(bench.drops(.unsupported) == 1)
  }
}
