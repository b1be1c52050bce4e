import Routing
import SeededRandom
import Testing

@Suite("Longest-prefix trie")
struct PrefixTrieTests {
  @Test("an empty trie finds nothing")
  func empty() {
    let trie = PrefixTrie<UInt32>()
    expectEqual(trie.lookup(0), nil)
    expectEqual(trie.lookup(.max), nil)
    expectEqual(trie.count, 0)
  }

  @Test("the longest of nested prefixes decides (RFC 1812, 5.2.4.3)")
  func nested() {
    var trie = PrefixTrie<UInt32>()
    for length in 0...32 { trie.insert(0x0a01_0203, length: length, value: UInt32(length)) }
    for length in 0...31 {
      // The address agrees with 10.1.2.3 in exactly `length` bits.
      expectEqual(trie.lookup(0x0a01_0203 ^ (0x8000_0000 >> UInt32(length))), UInt32(length))
    }
    expectEqual(trie.lookup(0x0a01_0203), 32)
    expectEqual(trie.match(0x0a01_0202)?.length, 31)
  }

  @Test("replacing a prefix answers its old value, and does not count twice")
  func replacing() {
    var trie = PrefixTrie<UInt32>()
    expectEqual(trie.insert(0x0a00_0000, length: 8, value: 1), nil)
    expectEqual(trie.insert(0x0a00_0000, length: 8, value: 2), 1)
    expectEqual(trie.count, 1)
    expectEqual(trie.lookup(0x0aff_ffff), 2)
    expectEqual(trie.remove(0x0a00_0000, length: 9), nil)
    expectEqual(trie.remove(0x0a00_0000, length: 8), 2)
    expectEqual(trie.remove(0x0a00_0000, length: 8), nil)
    expectEqual(trie.count, 0)
  }

  @Test("every look-up agrees with a plain search, after every change, for all 8-bit keys")
  func exhaustiveOnOctets() {
    churn(UInt8.self, seed: 1, steps: 3000, keys: { _ in 0 }, probes: { _, _ in Array(UInt8.min...UInt8.max) })
  }

  @Test("16-bit keys agree with a plain search around every change")
  func sixteenBits() {
    churn(
      UInt16.self, seed: 8, steps: 6000, keys: { UInt16(truncatingIfNeeded: $0.next()) },
      probes: { random, key in
        (0..<16).map { key ^ 1 << UInt16($0) } + [key, UInt16(truncatingIfNeeded: random.next())]
      })
  }

  @Test("random IPv4 prefixes agree with a plain search")
  func randomIPv4() {
    churn(
      UInt32.self, seed: 2, steps: 4000,
      keys: { random in
        // Clustered, so that prefixes nest and siblings share nodes.
        let base: [UInt32] = [0x0a00_0000, 0xc0a8_0000, 0xac10_0000, 0]
        return base[random.below(4)] ^ UInt32(truncatingIfNeeded: random.next()) >> UInt32(random.below(32))
      },
      probes: { random, key in
        (0..<8).map { _ in key ^ UInt32(truncatingIfNeeded: random.next()) >> UInt32(random.below(32)) }
      })
  }

  @Test("random IPv6 prefixes agree with a plain search")
  func randomIPv6() {
    churn(
      UInt128.self, seed: 3, steps: 3000,
      keys: { random in
        let base = UInt128(0x2001_0db8) << 96
        let noise = UInt128(random.next()) << 64 | UInt128(random.next())
        return base ^ noise >> UInt128(random.below(128))
      },
      probes: { random, key in
        let noise = UInt128(random.next()) << 64 | UInt128(random.next())
        return (0..<6).map { _ in key ^ noise >> UInt128(random.below(128)) }
      })
  }

  /// Inserts and removes at random, and compares with the naive table all along, and at the end once everything is out.
  private func churn<Key: FixedWidthInteger & UnsignedInteger>(
    _: Key.Type, seed: UInt64, steps: Int, keys: (inout SplitMix64) -> Key,
    probes: (inout SplitMix64, Key) -> [Key]
  ) {
    var random = SplitMix64(seed: seed, for: #function)
    var trie = PrefixTrie<Key>()
    var naive = NaiveTable<Key>()
    var inserted: [NaiveTable<Key>.Prefix] = []
    for step in 0..<steps {
      let key = Key.bitWidth == 8 ? Key(truncatingIfNeeded: random.next()) : keys(&random)
      if random.below(3) > 0 || inserted.isEmpty {
        let prefix = NaiveTable.prefix(key, random.below(Key.bitWidth + 1))
        let old = trie.insert(prefix.key, length: prefix.length, value: UInt32(step))
        #expect(old == naive.values.updateValue(UInt32(step), forKey: prefix))
        if old == nil { inserted.append(prefix) }
      } else {
        let prefix = inserted.remove(at: random.below(inserted.count))
        expectEqual(trie.remove(prefix.key, length: prefix.length), naive.values.removeValue(forKey: prefix))
      }
      for probe in probes(&random, key) where trie.lookup(probe) != naive.lookup(probe) {
        Issue.record("step \(step): \(probe)")
        return
      }
    }
    expectEqual(trie.count, naive.values.count)
    var listed: [NaiveTable<Key>.Prefix: UInt32] = [:]
    trie.forEach { key, length, value in listed[.init(key: key, length: length)] = value }
    #expect(listed == naive.values)
    for prefix in inserted {
      expectEqual(trie.value(of: prefix.key, length: prefix.length), naive.values[prefix])
      trie.remove(prefix.key, length: prefix.length)
    }
    expectEqual(trie.count, 0)
    expectEqual(trie.lookup(0), nil)
  }
}
