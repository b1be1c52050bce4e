import SeededRandom
import Testing

@testable import Middleboxes

@Suite("Port pool")
struct PortPoolTests {
  @Test("a port keeps its number where that is free")
  func preserves() {
    var pool = PortPool()
    #expect(pool.assign(for: 5000, in: 1024...65_535, keepsParity: true, random: 7) == 5000)
    #expect(pool.isTaken(5000))
    pool.release(5000)
    #expect(pool.assign(for: 5000, in: 1024...65_535, keepsParity: true, random: 7) == 5000)
  }

  @Test("a port that is taken gets another of the same half and parity (RFC 4787, REQ-3a and REQ-4)")
  func keepsHalfAndParity() throws {
    let seed: UInt64 = 1
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    var pool = PortPool()
    for _ in 0..<2000 {
      let port = UInt16.random(in: 1...UInt16.max, using: &random)
      let wasFree = !pool.isTaken(port)
      let assigned = pool.assign(for: port, in: 1024...65_535, keepsParity: true, random: random.next())
      let given = try #require(assigned)
      if wasFree { #expect(given == port) }
      #expect(given % 2 == port % 2)
      if pool.takenCount < 500 { #expect((given < 1024) == (port < 1024)) }
    }
    #expect(pool.takenCount == 2000)
  }

  @Test("every port of the range is given once, and then none", arguments: [true, false])
  func exhausts(keepsParity: Bool) {
    let seed: UInt64 = 2
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    var pool = PortPool()
    let range: ClosedRange<UInt16> = 40_001...40_130
    var given: Set<UInt16> = []
    for _ in range {
      let port = pool.assign(for: 50_000, in: range, keepsParity: keepsParity, random: random.next())
      if let port { given.insert(port) }
    }
    #expect(given == Set(range))
    #expect(pool.assign(for: 50_000, in: range, keepsParity: keepsParity, random: random.next()) == nil)
    pool.release(40_077)
    #expect(pool.assign(for: 50_000, in: range, keepsParity: keepsParity, random: random.next()) == 40_077)
  }

  @Test("ports below 1024 go above once theirs are all taken")
  func overflowsUpwards() {
    var pool = PortPool()
    for port in 1...1023 as ClosedRange<UInt16> { #expect(pool.take(port) == true) }
    let given = pool.assign(for: 22, in: 2000...2010, keepsParity: false, random: 5)
    #expect(given.map { (2000...2010).contains($0) } == true)
  }

  @Test("port 0 is never given")
  func zero() {
    var pool = PortPool()
    let given = pool.assign(for: 0, in: 1024...1025, keepsParity: true, random: 0)
    #expect(given == 1024)
  }

  @Test("a range of one port, and both ends of the number space")
  func edges() {
    var pool = PortPool()
    #expect(pool.assign(for: 9, in: 65_535...65_535, keepsParity: true, random: .max) == 9)
    #expect(pool.assign(for: 2000, in: 65_535...65_535, keepsParity: true, random: .max) == 65_535)
    #expect(pool.assign(for: 2000, in: 65_535...65_535, keepsParity: true, random: .max) == nil)
    #expect(pool.assign(for: 2000, in: 1...1, keepsParity: false, random: 3) == 1)
  }
}
