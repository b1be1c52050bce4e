import Dataplane

/// A digest of what went out of a lab: the packets, their devices and their times, in the order in which they left.
struct OutputDigest: Hashable, Sendable, CustomStringConvertible {
  /// Packets that went out.
  private(set) var count: UInt64 = 0
  /// All of them, folded.
  private(set) var value: UInt64 = 0

  /// Nothing went out yet.
  init() {}

  init(count: UInt64, value: UInt64) {
    self.count = count
    self.value = value
  }

  /// Folds in the next packet, by its fingerprint.
  mutating func add(_ fingerprint: UInt64, device: Int, at time: Instant) {
    count &+= 1
    let place = PacketFingerprint.mixed(time.nanoseconds ^ UInt64(truncatingIfNeeded: device) << 48)
    value = PacketFingerprint.mixed(value &+ place) ^ fingerprint
  }

  /// Sixteen hexadecimal digits.
  var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
