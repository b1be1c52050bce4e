import ElementBench
import Routing
import Testing
import Wire

/// Options of IPv4 and extension headers of IPv6 that make no sense, or that the router does not know.
@Suite("Mistakes in headers")
struct HeaderMistakesTests {
  /// The frame with options behind its IPv4 header, whole words of them.
  private func with(options: [UInt8], _ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    frame.insert(contentsOf: options, at: 34)
    frame[14] += UInt8(options.count / 4)
    let length = UInt16(frame.count - 14)
    frame.withMutableBytes { bytes in
      bytes.setUInt16(length, at: 16)
      _ = IPv4Rewriting.completeChecksum(in: &bytes, at: 14)
    }
    return frame
  }

  /// The frame with an extension header right behind its IPv6 header; the first octet of `octets` is filled in.
  private func with(header kind: IPProtocol, _ octets: [UInt8], _ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    frame.insert(contentsOf: [frame[20]] + octets.dropFirst(), at: 54)
    frame[20] = kind.rawValue
    let length = UInt16(frame.count - 54)
    frame.withMutableBytes { bytes in bytes.setUInt16(length, at: 18) }
    return frame
  }

  private func udp(to destination: String, hops: UInt8 = 64) -> [UInt8] {
    EthernetFrame.udp(
      RouterBench.path(RouterBench.alice, to: destination, hops: hops), sourcePort: 7, destinationPort: 9)
  }

  @Test(
    "a mistake in options is told, at the octet where it is (RFC 1812, 5.2.7.3; RFC 791, 3.1)",
    arguments: [
      ([0x9e, 0, 0, 0], 20), ([1, 1, 0x9e, 9], 22), ([7, 2, 1, 1], 21), ([7, 3, 3, 1], 22),
      ([7, 7, 5, 0, 0, 0, 0, 0], 22),
      ([7, 3, 4, 7, 3, 4, 0, 0], 23),
    ] as [([UInt8], Int)], ["10.2.0.20", "10.1.0.1"])
  func options(_ mistake: ([UInt8], Int), destination: String) throws {
    let bench = try RouterBench()
    let lines = bench.send(with(options: mistake.0, udp(to: destination)), from: RouterBench.alice)
    #expect(lines.count == 1 && lines[0].contains("parameter problem at \(mistake.1) for"), "\(lines)")
    #expect(bench.drops(.malformed) == 1)
  }

  @Test("nothing is told about options of a datagram to all of a subnet (RFC 1812, 4.3.2.7)")
  func broadcast() throws {
    let bench = try RouterBench()
    #expect(bench.send(with(options: [0x9e, 0, 0, 0], udp(to: "10.1.0.255")), from: RouterBench.alice) == [])
  }

  @Test("a source route is refused to the router itself as well (RFC 7126, 4.3)")
  func sourceRoute() throws {
    let bench = try RouterBench()
    let frame = with(options: [131, 7, 8, 10, 2, 0, 20, 0], udp(to: "10.1.0.1"))
    let lines = bench.send(frame, from: RouterBench.alice)
    #expect(lines.count == 1 && lines[0].contains("source route failed"), "\(lines)")
  }

  @Test(
    "an echo reply has the request's type of service, options or not (RFC 1122, 3.2.2.6)", arguments: [true, false])
  func typeOfService(hasOptions: Bool) throws {
    let bench = try RouterBench()
    var path = RouterBench.path(RouterBench.alice, to: "10.1.0.1")
    path.trafficClass = TrafficClass(rawValue: 0xb8)
    var frame = EthernetFrame.icmpEcho(path)
    if hasOptions { frame = with(options: [1, 1, 1, 1], frame) }
    #expect(bench.bench.send(frame, to: 0)[0]?.first?[15] == 0xb8)
  }

  @Test(
    "what the router does not know in headers to itself is told (RFC 8200, 4.2 and 4.4; RFC 4443, 3.4)",
    arguments: [
      (.destinationOptions, [0, 0, 0x9e, 4, 0, 0, 0, 0], "at 42"), (.hopByHop, [0, 0, 1, 0, 0xde, 2, 0, 0], "at 44"),
      (.routing, [0, 0, 0, 1, 0, 0, 0, 0], "at 42"),
      (.authentication, [0, 1] + [UInt8](repeating: 0, count: 10), "at 6"),
      (.destinationOptions, [0, 0, 0x1e, 4, 0, 0, 0, 0], "unreachable: port"),
      (.routing, [0, 0, 0, 0, 0, 0, 0, 0], "unreachable: port"),
    ] as [(IPProtocol, [UInt8], String)])
  func extensionHeaders(_ kind: IPProtocol, _ octets: [UInt8], _ answer: String) throws {
    let bench = try RouterBench()
    let lines = bench.send(with(header: kind, octets, udp(to: "2001:db8:1::1")), from: RouterBench.alice)
    #expect(lines.count == 1 && lines[0].contains(answer), "\(lines)")
  }

  @Test(
    "an option may ask for silence, and a chain that is cut off gets it", arguments: [[0, 0, 0x5e, 4], [0, 9, 1, 4]])
  func silence(start: [UInt8]) throws {
    let bench = try RouterBench()
    let frame = with(header: .destinationOptions, start + [0, 0, 0, 0], udp(to: "2001:db8:1::1"))
    #expect(bench.send(frame, from: RouterBench.alice) == [])
    #expect(bench.drops(.malformed) == 1)
  }

  @Test("a later fragment of IPv6 is answered as others are, one of ICMPv6 is not (RFC 4443, 2.4 (e))")
  func laterFragment() throws {
    let bench = try RouterBench()
    let late: [UInt8] = [0, 0, 0, 8, 1, 2, 3, 4]
    let lines = bench.send(with(header: .fragment, late, udp(to: "2001:db8:2::b", hops: 1)), from: RouterBench.alice)
    #expect(lines.count == 1 && lines[0].contains("time exceeded"), "\(lines)")
    let echo = EthernetFrame.icmpEcho(RouterBench.path(RouterBench.alice, to: "2001:db8:2::b", hops: 1))
    #expect(bench.send(with(header: .fragment, late, echo), from: RouterBench.alice) == [])
  }

  @Test("an error about a datagram to the router's link-local address comes from it (RFC 4443, 2.2 (a))")
  func linkLocal() throws {
    let bench = try RouterBench()
    let own = IPv6Address(linkLocal: RouterBench.mac(0))
    let lines = bench.send(udp(to: "\(own)"), from: RouterBench.alice)
    #expect(lines.count == 1 && lines[0].hasPrefix("eth0: IPv6 \(own) > "), "\(lines)")
  }

  @Test("UDP that is longer than its datagram is dropped in silence, ICMPv6 within IPv4 refused as any protocol is")
  func payloads() throws {
    let bench = try RouterBench()
    var frame = udp(to: "10.1.0.1")
    frame[39] += 1
    #expect(bench.send(frame, from: RouterBench.alice) == [])
    let path = RouterBench.path(RouterBench.alice, to: "10.1.0.1")
    var other = EthernetFrame.ip(path, .icmpv6, payload: [UInt8](repeating: 9, count: 12))
    other[45] ^= 1
    let lines = bench.send(other, from: RouterBench.alice)
    #expect(lines.count == 1 && lines[0].contains("unreachable: protocol"), "\(lines)")
  }
}
