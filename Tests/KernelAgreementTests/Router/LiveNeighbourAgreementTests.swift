import Dataplane
import Testing
import Wire

/// Stations that nobody has introduced to the routers.
@Suite("Agreement of the router with the kernel's about neighbours", .serialized)
struct LiveNeighbourAgreementTests {
  /// The kernel asks once, and gives up after some milliseconds.
  private static let impatience = [
    "net.ipv4.neigh.eth1.mcast_solicit", "net.ipv6.neigh.eth1.mcast_solicit", "net.ipv4.neigh.eth1.retrans_time_ms",
    "net.ipv6.neigh.eth1.retrans_time_ms",
  ].map { (name: $0, value: $0.hasSuffix("ms") ? "10" : "1") }

  /// What both ask of the link of a station that is not there, and what they tell the sender then.
  private func silence(
    _ frame: [UInt8], _ differences: [Difference]
  ) throws -> (ours: [[UInt8]], theirs: [[UInt8]], comparison: Comparison) {
    let kernel = try RoutedNet.kernel()
    try kernel.set(Self.impatience)
    let (bench, router) = try RoutedNet.weft()
    let theirs = try kernel.send(frame, to: 0)
    let error = try theirs[0]?.first ?? kernel.read(from: 0)
    let ours = bench.send(frame, to: 0)
    let late = bench.advance(by: .seconds(5))
    withExtendedLifetime(router) {}
    var comparison = Comparison(differences)
    comparison.take(Exchange(frame, port: 0, ours: [0: late[0] ?? []], theirs: [0: [error]]))
    return (ours[1] ?? [], theirs[1] ?? [], comparison)
  }

  @Test("a station that is not there is asked for by ARP, and unreachable then (RFC 1812, 3.3.2 and 5.2.7.1)")
  func ipv4() throws {
    var datagram = Crafted4(source: RoutedNet.station4(0), destination: IPv4Address(10, 2, 0, 99))
    datagram.payload = [0, 7, 0, 7, 0, 12, 0, 0, 1, 2, 3, 4]
    let frame = datagram.frame(from: RoutedNet.stationMAC(0), to: RoutedNet.mac(0))
    let (ours, theirs, comparison) = try silence(frame, Differences4.all)
    #expect(ours == theirs && ours.count == 1)
    for failure in comparison.failures { Issue.record("\(failure.text)") }
  }

  @Test("a station that is not there is asked for by solicitation, and unreachable then (RFC 4861, 7.2.2)")
  func ipv6() throws {
    var datagram = Crafted6(source: RoutedNet.station6(0), destination: RoutedNet.station6(1, 99))
    datagram.payload = [0, 7, 0, 7, 0, 12, 0, 0, 1, 2, 3, 4]
    let frame = datagram.frame(from: RoutedNet.stationMAC(0), to: RoutedNet.mac(0))
    let (ours, theirs, comparison) = try silence(frame, Differences6.all)
    #expect(ours.count == 1 && theirs.count == 1)
    // From which of its addresses a router asks is left to it (RFC 4861, 7.2.2).
    let source = try #require(theirs.first).source6
    let bare = ours.map { frame in
      var frame = frame
      if RoutedNet.router6(1) == frame.source6 { frame.setSource6(source) }
      return frame
    }
    #expect(bare == theirs)
    for failure in comparison.failures { Issue.record("\(failure.text)") }
  }

  private static var advertisements: Difference {
    Difference(
      "the MAC address in advertisements to who has it already",
      "it may be left out where the question came by unicast, and then overrides nothing (RFC 4861, 7.2.4)"
    ) { exchange in
      guard exchange.ours.count == 1, exchange.theirs.count == 1, !exchange.frame.destination6.isMulticast else {
        return
      }
      let (ours, theirs) = (exchange.ours[0].frame, exchange.theirs[0].frame)
      guard ours.icmp6 == 0x8800, theirs.icmp6 == 0x8800, ours.count == 86, theirs.count == 78,
        ours[58] == 0xe0, theirs[58] == 0xc0, ours[..<18] == theirs[..<18], ours[20..<56] == theirs[20..<56],
        ours[59..<78] == theirs[59..<78]
      else { return }
      exchange.theirs = exchange.ours
    }
  }

  @Test("questions for addresses, right and wrong, are answered alike (RFC 826, RFC 5227, RFC 4861, 7.2)")
  func questions() throws {
    let kernel = try RoutedNet.kernel()
    let (bench, router) = try RoutedNet.weft()
    var comparison = Comparison([Self.advertisements])
    for (port, frame) in LinkQuestions.arp + LinkQuestions.solicitations {
      let theirs = try kernel.send(frame, to: port)
      comparison.take(Exchange(frame, port: port, ours: bench.send(frame, to: port), theirs: theirs))
    }
    withExtendedLifetime(router) {}
    comparison.report("questions")
    #expect(comparison.answered > 20)
  }
}
