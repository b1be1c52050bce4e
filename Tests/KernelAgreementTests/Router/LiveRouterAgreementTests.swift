import Testing
import Wire

/// The router and the kernel's own, between the same links, are given the same frames: what comes out of all ports is
/// the same, but for what the tables of differences say.
@Suite("Agreement of the router with the kernel's", .serialized)
struct LiveRouterAgreementTests {
  @Test("random IPv4 datagrams, right and wrong, go the same way", arguments: [UInt64(0x4e7_0001), 0x4e7_0002])
  func ipv4(seed: UInt64) throws {
    print("seed \(seed)")
    let kernel = try RoutedNet.kernel()
    let (bench, router) = try RoutedNet.weft()
    var comparison = Comparison(Differences4.all)
    var traffic = Traffic4(seed: seed)
    for _ in 0..<10_000 {
      let (port, frame) = traffic.next()
      let theirs = try kernel.send(frame, to: port)
      comparison.take(Exchange(frame, port: port, ours: bench.send(frame, to: port), theirs: theirs))
    }
    withExtendedLifetime(router) {}
    comparison.report("seed \(seed)")
    #expect(comparison.answered > 4_000)
  }
}
