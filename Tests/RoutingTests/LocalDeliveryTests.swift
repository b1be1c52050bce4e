import Buffers
import Dataplane
import ElementBench
import Routing
import Testing
import Wire

@Suite("The router's own addresses")
struct LocalDeliveryTests {
  private let alice = RouterBench.alice, bob = RouterBench.bob

  @Test("every own address answers echo with what was sent (RFC 792; RFC 1122, 3.2.2.6; RFC 4443, 4.2)")
  func echo() throws {
    let lab = try RouterBench()
    for port in 0..<3 {
      for own in [IPAddress.v4(RouterBench.v4(port)), .v6(RouterBench.v6(port))] {
        let path = RouterBench.path(alice, to: own)
        let request = EthernetFrame.icmpEcho(path, identifier: 77, sequence: 5, payload: pattern(100))
        let out = lab.bench.send(request, to: 0)
        var back = path.reversed
        back.dontFragment = false
        let answer = try #require(out[0]?.first)
        #expect(hasValidTransport(answer) == true)
        let expected = EthernetFrame.icmpEcho(back, isReply: true, identifier: 77, sequence: 5, payload: pattern(100))
        #expect(describe(answer) == describe(expected))
        if own.version == .v6 {
          #expect(answer == expected)
        } else {
          #expect(answer.dropFirst(34) == expected.dropFirst(34))
        }
      }
    }
  }

  @Test("the link-local address, and groups of all nodes and routers, answer echo from an own address (RFC 4443, 4.2)")
  func echoOnLink() throws {
    let lab = try RouterBench()
    let host = IPv6Address(linkLocal: alice.mac)
    lab.bench.send(EthernetFrame.neighborSolicitation(from: alice.mac, address: host, target: RouterBench.v6(0)), to: 0)
    let own = IPv6Address(linkLocal: RouterBench.mac(0))
    for destination in [own, .allNodes, .allRouters] {
      var path = RouterBench.path(alice, to: .v6(destination), from: .v6(host))
      if destination.isMulticast { path.to = destination.multicastMAC }
      let out = lab.bench.send(EthernetFrame.icmpEcho(path), to: 0)
      #expect(out[0]?.first.flatMap(Datagram6.init)?.header.source == own, "\(destination)")
    }
  }

  @Test("any router's address of a subnet answers, from the router's own (RFC 4291, 2.6.1)")
  func anycast() throws {
    let lab = try RouterBench()
    let out = lab.bench.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: "2001:db8:2::")), to: 0)
    #expect(out[0]?.first.flatMap(Datagram6.init)?.header.source == RouterBench.v6(0))
  }

  @Test("an echo request with options gets a reply without them")
  func echoWithOptions() throws {
    let lab = try RouterBench()
    let path = RouterBench.path(alice, to: .v4(RouterBench.v4(0)))
    let plain = EthernetFrame.icmpEcho(path, payload: [1, 2, 3])
    var frame = withOptions([7, 7, 4, 0, 0, 0, 0, 0], path, payload: Array(plain.dropFirst(34)))
    frame[23] = IPProtocol.icmp.rawValue
    frame.withMutableBytes { bytes in _ = IPv4Rewriting.completeChecksum(in: &bytes, at: 14) }
    let out = try #require(lab.bench.send(frame, to: 0)[0]?.first)
    #expect(Datagram4(out)?.options == [])
    #expect(hasValidTransport(out) == true)
    #expect(describe(out).contains("echo reply"))
  }

  @Test("echo to broadcast, and from nobody, is not answered (RFC 1122, 3.2.2.6)")
  func noEcho() throws {
    let lab = try RouterBench()
    for destination in ["10.1.0.255", "255.255.255.255", "224.0.0.1"] {
      #expect(lab.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: destination)), from: alice).isEmpty)
    }
    #expect(lab.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: "ff02::1", from: "::")), from: alice).isEmpty)
  }

  @Test("fragments to the router are dropped as such")
  func fragments() throws {
    let lab = try RouterBench()
    var frame = EthernetFrame.icmpEcho(RouterBench.path(alice, to: .v4(RouterBench.v4(0))))
    frame.withMutableBytes { bytes in
      _ = IPv4Rewriting.setFragment(offset: 0, moreFragments: true, in: &bytes, at: 14)
    }
    #expect(lab.send(frame, from: alice).isEmpty)
    #expect(lab.drops(.fragment) == 1)
  }

  @Test("TCP to the router is refused with a reset (RFC 9293, 3.10.7.1)")
  func tcp() throws {
    let lab = try RouterBench()
    for own in [IPAddress.v4(RouterBench.v4(0)), .v6(RouterBench.v6(0))] {
      let path = RouterBench.path(alice, to: own)
      let syn = TCPHeader(sourcePort: 40_000, destinationPort: 80, sequence: 100, flags: .syn)
      let out = lab.bench.send(EthernetFrame.tcp(path, syn), to: 0)
      let answer = try #require(out[0]?.first)
      #expect(hasValidTransport(answer) == true)
      let offset = own.version == .v4 ? 34 : 54
      #expect(Array(answer[offset..<offset + 4]) == [0, 80, 0x9c, 0x40])
      #expect(Array(answer[offset + 4..<offset + 14]) == [0, 0, 0, 0, 0, 0, 0, 101, 0x50, 0x14], "RST, ACK of 101")
      let data = TCPHeader(sourcePort: 40_000, destinationPort: 80, sequence: 100, acknowledgement: 500, flags: .ack)
      let reset = try #require(lab.bench.send(EthernetFrame.tcp(path, data, payload: [1, 2]), to: 0)[0]?.first)
      #expect(Array(reset[offset + 4..<offset + 14]) == [0, 0, 1, 0xf4, 0, 0, 0, 0, 0x50, 0x04], "RST with SEQ 500")
      let rst = TCPHeader(sourcePort: 40_000, destinationPort: 80, sequence: 100, flags: .rst)
      #expect(lab.send(EthernetFrame.tcp(path, rst), from: alice).isEmpty)
    }
  }

  @Test("a partial checksum is believed where the router reads on")
  func partialChecksum() throws {
    let lab = try RouterBench()
    var frame = EthernetFrame.udp(
      RouterBench.path(alice, to: .v4(RouterBench.v4(0))), sourcePort: 5, destinationPort: 53, payload: [1, 2, 3])
    frame.withMutableBytes { bytes in _ = TransportChecksum.prepare(in: &bytes, at: 14) }
    var offload = OffloadMetadata()
    (offload.needsChecksum, offload.checksumStart, offload.checksumOffset) = (true, 34, 6)
    let out = lab.send(frame, from: alice, offload: offload)
    #expect(out.count == 1 && out[0].contains("port"), "\(out)")
  }

  @Test("router solicitations, IGMP and timestamps are not answered")
  func unsupported() throws {
    let lab = try RouterBench()
    #expect(lab.send(EthernetFrame.routerSolicitation(from: alice.mac, address: alice.v6), from: alice).isEmpty)
    let stamp = ICMPv4Message.other(type: .timestampRequest, code: 0, rest: 0)
    let frame = EthernetFrame.icmpv4(RouterBench.path(alice, to: .v4(RouterBench.v4(0))), stamp, body: pattern(12))
    #expect(lab.send(frame, from: alice).isEmpty)
    #expect(lab.drops(.unsupported) == 2)
  }

  @Test("echo replies and errors to the router end there")
  func delivered() throws {
    let lab = try RouterBench()
    let before = lab.bench.context.delivered
    let path = RouterBench.path(alice, to: .v4(RouterBench.v4(0)))
    #expect(lab.send(EthernetFrame.icmpEcho(path, isReply: true), from: alice).isEmpty)
    #expect(lab.send(EthernetFrame.icmpv4(path, .timeExceeded(code: 0), body: pattern(28)), from: alice).isEmpty)
    #expect(lab.bench.context.delivered == before + 2)
  }
}
