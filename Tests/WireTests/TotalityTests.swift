import Testing
import Wire

@Suite("No bytes break a view")
struct TotalityTests {
  @Test("random bytes keep every invariant", arguments: Invariants.all.map(\.name))
  func randomBytes(name: String) throws {
    let check = try #require(Invariants.all.first { $0.name == name }).check
    var random = SplitMix64(seed: 0x5eed_0001)
    for round in 0..<4_000 {
      var bytes = random.bytes(random.below(160))
      // Steer towards what passes the first checks.
      if !bytes.isEmpty, random.coin() { bytes[0] = [0x45, 0x46, 0x4f, 0x60, 0x87, 0x88, 0x86, 0x03][random.below(8)] }
      if bytes.count > 3, random.coin() { (bytes[2], bytes[3]) = (0, UInt8(random.below(bytes.count))) }
      let problem = check(bytes.span.bytes)
      #expect(problem == nil, "seed 0x5eed0001 round \(round): \(bytes)")
    }
  }

  @Test("valid frames, every prefix of them, and frames with one octet changed keep every invariant")
  func framesAndTheirPrefixes() {
    var generator = PacketGenerator(seed: 0x5eed_0002)
    for round in 0..<4 {
      for kind in 0..<PacketGenerator.kinds {
        let frame = generator.frame(kind: kind)
        for length in 0...frame.count {
          expectAll(Array(frame[..<length]), "seed 0x5eed0002 round \(round) kind \(kind) prefix \(length)")
        }
        for _ in 0..<40 {
          var changed = frame
          changed[generator.random.below(frame.count)] = generator.random.uint8()
          expectAll(changed, "seed 0x5eed0002 round \(round) kind \(kind)")
        }
      }
    }
  }

  /// Holds the bytes, the datagram in them and its payload to every invariant.
  private func expectAll(_ frame: [UInt8], _ comment: String) {
    var starts = [0]
    if let network = EthernetView(frame.span.bytes)?.networkLayer {
      starts.append(network.offset)
      let datagram = frame.span.bytes.extracting(droppingFirst: network.offset)
      if let view = IPv4View(datagram) { starts.append(network.offset + view.headerLength) }
      if let upper = IPv6View(datagram)?.upperLayer { starts.append(network.offset + upper.offset) }
    }
    for start in starts {
      for (name, check) in Invariants.all {
        let problem = check(frame.span.bytes.extracting(droppingFirst: start))
        if problem != nil { Issue.record("\(name) at \(start): \(problem ?? ""); \(comment): \(frame)") }
      }
    }
  }
}
