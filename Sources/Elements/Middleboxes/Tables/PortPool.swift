import Wire

/// The outside ports of one address and protocol: which are taken, and which is next.
///
/// A port keeps its number where that is free, stays in its half of the range (below 1024 or not: RFC 4787, 4.2.1,
/// REQ-3a) and keeps its parity where asked to (4.2.2, REQ-4); else the choice begins at random (RFC 6056, 3.3.1).
struct PortPool: Sendable {
  /// The ports below 1024, that stay among themselves.
  static let wellKnown: ClosedRange<UInt16> = 1...1023

  /// One bit a port; empty until the first port is taken.
  private var words: [UInt64] = []
  /// Ports that are taken.
  private(set) var takenCount = 0

  /// True where `port` is taken.
  func isTaken(_ port: UInt16) -> Bool {
    !words.isEmpty && words[Int(port >> 6)] & 1 << UInt64(port & 63) != 0
  }

  /// Takes a port. False where it was taken already.
  mutating func take(_ port: UInt16) -> Bool {
    if words.isEmpty { words = [UInt64](repeating: 0, count: 1024) }
    guard !isTaken(port) else { return false }
    words[Int(port >> 6)] |= 1 << UInt64(port & 63)
    takenCount += 1
    return true
  }

  /// Gives a port back.
  mutating func release(_ port: UInt16) {
    guard isTaken(port) else { return }
    words[Int(port >> 6)] &= ~(1 << UInt64(port & 63))
    takenCount -= 1
  }

  /// Takes a port for one that is `port` inside. `range` is where ports that are not below 1024 go. `nil` where no port
  /// is free. Looks at most 4,096 times at 64 ports.
  mutating func assign(for port: UInt16, in range: ClosedRange<UInt16>, keepsParity: Bool, random: UInt64) -> UInt16? {
    let isWellKnown = PortPool.wellKnown.contains(port)
    if isWellKnown || range.contains(port), take(port) { return port }
    let parity: UInt64 = port & 1 == 0 ? 0x5555_5555_5555_5555 : 0xaaaa_aaaa_aaaa_aaaa
    for range in isWellKnown ? [PortPool.wellKnown, range] : [range] {
      let start = range.lowerBound + UInt16(truncatingIfNeeded: random % UInt64(range.count))
      let found =
        (keepsParity ? firstFree(in: range, from: start, parity) : nil) ?? firstFree(in: range, from: start, .max)
      if let found, take(found) { return found }
    }
    return nil
  }

  /// The first free port from `start` on, and then from the beginning of the range, among those whose bit is set in
  /// `pattern`.
  private func firstFree(in range: ClosedRange<UInt16>, from start: UInt16, _ pattern: UInt64) -> UInt16? {
    firstFree(in: start...range.upperBound, pattern) ?? firstFree(in: range.lowerBound...start, pattern)
  }

  private func firstFree(in range: ClosedRange<UInt16>, _ pattern: UInt64) -> UInt16? {
    let (first, last) = (Int(range.lowerBound >> 6), Int(range.upperBound >> 6))
    for index in first...last {
      var free = (words.isEmpty ? .max : ~words[index]) & pattern
      if index == first { free &= .max << UInt64(range.lowerBound & 63) }
      if index == last { free &= .max >> UInt64(63 - range.upperBound & 63) }
      if free != 0 { return UInt16(index << 6 + free.trailingZeroBitCount) }
    }
    return nil
  }
}
