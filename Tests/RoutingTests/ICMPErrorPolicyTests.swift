import Buffers
import Dataplane
import Routing
import Testing
import Wire

@Suite("When no ICMP error is sent")
struct ICMPErrorPolicyTests {
  private let alice = MACAddress(bits: 0x02_0000_0000_0a)
  private let router = MACAddress(bits: 0x02_0000_0000_01)

  private func permits(_ frame: [UInt8], _ error: ICMPError = .timeExceeded) throws -> Bool {
    let pool = PacketPool(capacity: 1)
    let copy = pool.packet(frame)
    guard let packet = copy else { return false }
    guard let headers = IPHeaders(packet) else { return false }
    return ICMPErrorPolicy.permits(error, about: packet, headers)
  }

  private func path(_ source: String, _ destination: String, to mac: MACAddress? = nil) -> FramePath {
    FramePath(from: alice, to: mac ?? router, source: IPAddress(source)!, destination: IPAddress(destination)!)!
  }

  private func udp(_ path: FramePath) -> [UInt8] { EthernetFrame.udp(path, sourcePort: 1, destinationPort: 2) }

  @Test("an ordinary datagram may be answered")
  func ordinary() throws {
    #expect(try permits(udp(path("10.1.0.10", "10.2.0.20"))))
    #expect(try permits(udp(path("2001:db8::a", "2001:db8:2::b"))))
    #expect(try permits(EthernetFrame.icmpEcho(path("10.1.0.10", "10.2.0.20"))))
    #expect(try permits(EthernetFrame.icmpEcho(path("2001:db8::a", "2001:db8:2::b"))))
  }

  @Test("no error about an ICMP error (RFC 1812, 4.3.2.7; RFC 4443, 2.4 (e.1))")
  func errors() throws {
    for type in [3, 4, 5, 11, 12, 40] as [UInt8] {
      let message = ICMPv4Message.other(type: ICMPv4Type(rawValue: type), code: 0, rest: 0)
      #expect(try !permits(EthernetFrame.icmpv4(path("10.1.0.10", "10.2.0.20"), message)), "type \(type)")
    }
    for type in [1, 2, 3, 4, 100, 137] as [UInt8] {
      let message = ICMPv6Message.other(type: ICMPv6Type(rawValue: type), code: 0, rest: 0)
      #expect(try !permits(EthernetFrame.icmpv6(path("2001:db8::a", "2001:db8:2::b"), message)), "type \(type)")
    }
    #expect(try !permits(EthernetFrame.ip(path("10.1.0.10", "10.2.0.20"), .icmp)), "no type at all")
  }

  @Test("no error about a fragment other than the first (RFC 1812, 4.3.2.7)")
  func fragments() throws {
    var frame = udp(path("10.1.0.10", "10.2.0.20"))
    frame.withMutableBytes { bytes in
      _ = IPv4Rewriting.setFragment(offset: 0, moreFragments: true, in: &bytes, at: 14)
    }
    #expect(try permits(frame))
    frame.withMutableBytes { bytes in
      _ = IPv4Rewriting.setFragment(offset: 8, moreFragments: false, in: &bytes, at: 14)
    }
    #expect(try !permits(frame))
  }

  @Test("no error about a datagram to a group, or to broadcast (RFC 1812, 4.3.2.7)")
  func groups() throws {
    #expect(try !permits(udp(path("10.1.0.10", "224.1.2.3"))))
    #expect(try !permits(udp(path("10.1.0.10", "255.255.255.255"))))
    #expect(try !permits(udp(path("2001:db8::a", "ff0e::1"))))
  }

  @Test("IPv6 answers a datagram to a group that is too big (RFC 4443, 2.4 (e.3))")
  func groupTooBig() throws {
    #expect(try permits(udp(path("2001:db8::a", "ff0e::1")), .tooBig(mtu: 1280)))
    #expect(try !permits(udp(path("10.1.0.10", "224.1.2.3")), .tooBig(mtu: 1280)))
  }

  @Test("no error about a frame to many stations (RFC 1812, 4.3.2.7; RFC 4443, 2.4 (e.4), (e.5))")
  func linkLayerGroups() throws {
    #expect(try !permits(udp(path("10.1.0.10", "10.2.0.20", to: .broadcast))))
    #expect(try !permits(udp(path("2001:db8::a", "2001:db8:2::b", to: MACAddress(bits: 0x3333_0000_0001)))))
  }

  @Test("no error to a source that is no single station (RFC 1812, 4.3.2.7; RFC 4443, 2.4 (e.6))")
  func sources() throws {
    for source in ["0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"] {
      #expect(try !permits(udp(path(source, "10.2.0.20"))), "\(source)")
    }
    for source in ["::", "::1", "ff02::1"] {
      #expect(try !permits(udp(path(source, "2001:db8:2::b"))), "\(source)")
    }
  }

  @Test("a version that has no message for the error sends none")
  func missingMessages() throws {
    #expect(try !permits(udp(path("10.1.0.10", "10.2.0.20")), .beyondScope))
    #expect(try !permits(udp(path("2001:db8::a", "2001:db8:2::b")), .sourceRouteFailed))
  }

  @Test("a token bucket allows its burst, and then its rate (RFC 4443, 2.4 (f))")
  func tokenBucket() {
    var bucket = TokenBucket(rate: 10, burst: 3)
    var now = Instant(nanoseconds: 5_000_000_000)
    expectEqual((0..<5).map { _ in bucket.take(at: now) }, [true, true, true, false, false])
    now = now + .milliseconds(99)
    expectEqual(bucket.take(at: now), false)
    now = now + .milliseconds(1)
    expectEqual(bucket.take(at: now), true)
    expectEqual(bucket.take(at: now), false)
    now = now + .seconds(100)
    expectEqual((0..<5).map { _ in bucket.take(at: now) }, [true, true, true, false, false])
  }
}
