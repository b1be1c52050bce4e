import Testing

/// The NAT and the kernel's masquerading, between the same two links, carry the same conversations.
@Suite("Agreement of the NAT with the kernel's", .serialized)
struct LiveNATAgreementTests {
  private static let framesPerSeed = 6_000

  @Test("addresses, ports, checksums and quoted datagrams are translated alike, whichever ports each gives")
  func translation() throws {
    var comparison = Comparison(DifferencesNAT.all)
    for seed in [UInt64(0x4e7_0101), 0x4e7_0102] {
      print("seed \(seed)")
      var run = try TranslationRun(seed: seed)
      for _ in 0..<Self.framesPerSeed { try run.step(&comparison) }
    }
    comparison.report("NAT")
    #expect(comparison.answered > comparison.count / 2)
  }
}
