import Testing
import Wire

/// The router and the kernel's own, between the same links, are given the same frames: what comes out of all ports is
/// the same, but for what the tables of differences say.
@Suite("Agreement of the router with the kernel's", .serialized)
struct LiveRouterAgreementTests {
  private static let framesPerSeed = 10_000

  @Test("random IPv4 datagrams, right and wrong, go the same way")
  func ipv4() throws {
    var comparison = Comparison(Differences4.all)
    for seed in [UInt64(0x4e7_0001), 0x4e7_0002] {
      var traffic = Traffic4(seed: seed)
      try Self.compare(seed, &comparison) { traffic.next() }
    }
    comparison.report("IPv4")
    #expect(comparison.answered > comparison.count / 2)
  }

  @Test("random IPv6 datagrams, right and wrong, go the same way")
  func ipv6() throws {
    var comparison = Comparison(Differences6.all)
    for seed in [UInt64(0x4e7_0003), 0x4e7_0004] {
      var traffic = Traffic6(seed: seed)
      try Self.compare(seed, &comparison) { traffic.next() }
    }
    comparison.report("IPv6")
    #expect(comparison.answered > comparison.count / 2)
  }

  private static func compare(
    _ seed: UInt64, _ comparison: inout Comparison, _ next: () -> (port: Int, frame: [UInt8])
  ) throws {
    print("seed \(seed)")
    let kernel = try RoutedNet.kernel()
    let (bench, router) = try RoutedNet.weft()
    for _ in 0..<framesPerSeed {
      let (port, frame) = next()
      let theirs = try kernel.send(frame, to: port)
      comparison.take(Exchange(frame, port: port, ours: bench.send(frame, to: port), theirs: theirs))
    }
    withExtendedLifetime(router) {}
  }
}
