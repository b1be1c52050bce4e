import ConnectionTracking
import SeededRandom
import Testing
import Wire

@Suite("Connection tuple")
struct ConnectionTupleTests {
  @Test("keeps what it was made of, for both versions")
  func keepsFields() {
    let tuple = ConnectionTuple(
      .udp, source: IPv4Address(10, 1, 0, 10), port: 5000, destination: IPv4Address(203, 0, 113, 80), port: 53)
    #expect(tuple.protocol == .udp)
    #expect(tuple.version == .v4)
    #expect(tuple.source == .v4(IPv4Address(10, 1, 0, 10)))
    #expect(tuple.destination == .v4(IPv4Address(203, 0, 113, 80)))
    #expect(tuple.sourcePort == 5000)
    #expect(tuple.destinationPort == 53)
    #expect(tuple.description == "UDP 10.1.0.10:5000 > 203.0.113.80:53")

    let (a, b) = (IPv6Address("2001:db8::1")!, IPv6Address("2001:db8::2")!)
    let v6 = ConnectionTuple(.tcp, source: a, port: 1, destination: b, port: 65_535)
    #expect(v6.version == .v6)
    #expect(v6.source == .v6(a))
    #expect(v6.destination == .v6(b))
    #expect(v6.description == "TCP [2001:db8::1]:1 > [2001:db8::2]:65535")
  }

  @Test("reversed swaps both ends and nothing else, and twice is once around")
  func reverses() {
    let seed: UInt64 = 5
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<1000 {
      let (a, b) = (UInt32(truncatingIfNeeded: random.next()), UInt32(truncatingIfNeeded: random.next()))
      let (p, q) = (UInt16(truncatingIfNeeded: random.next()), UInt16(truncatingIfNeeded: random.next()))
      let tuple = ConnectionTuple(
        .tcp, source: IPv4Address(bits: a), port: p, destination: IPv4Address(bits: b), port: q)
      let back = ConnectionTuple(
        .tcp, source: IPv4Address(bits: b), port: q, destination: IPv4Address(bits: a), port: p)
      #expect(tuple.reversed == back)
      #expect(tuple.reversed.reversed == tuple)
    }
  }

  @Test("tuples of the two versions and of two protocols differ")
  func differs() {
    let v4 = ConnectionTuple(
      .tcp, source: IPv4Address(bits: 1), port: 1, destination: IPv4Address(bits: 2), port: 2)
    let v6 = ConnectionTuple(
      .tcp, source: IPv6Address(high: 0, low: 1), port: 1, destination: IPv6Address(high: 0, low: 2), port: 2)
    let udp = ConnectionTuple(
      .udp, source: IPv4Address(bits: 1), port: 1, destination: IPv4Address(bits: 2), port: 2)
    #expect(v4 != v6)
    #expect(v4 != udp)
  }

  @Test("hashes of neighbouring tuples spread over the slots of a table")
  func spreads() {
    var counts = [Int](repeating: 0, count: 1024)
    for host in 0..<16 as Range<UInt32> {
      for port in 0..<1024 as Range<UInt16> {
        let tuple = ConnectionTuple(
          .udp, source: IPv4Address(bits: 0x0a01_0000 + host), port: 40_000 + port,
          destination: IPv4Address(203, 0, 113, 80), port: 53)
        counts[Int(tuple.hash(seed: 42) & 1023)] += 1
      }
    }
    // 16 expected; a random function has none above 45 in 1,024 slots but once in a million runs.
    #expect(counts.max()! < 45)
    #expect(counts.min()! > 0)
  }
}
