/// How fast a link sends, in bits a second.
///
/// What is counted is what a packet holds: the octets of the Ethernet frame from the destination address to the end of
/// the payload, VLAN tags included. Preamble, frame check sequence and the gap between frames are not: a full-size frame
/// of 1,514 octets takes 121.12 µs at 100 Mbit/s (with them it would be 123.04 µs).
public struct BitRate: Hashable, Sendable {
  /// Bits a second.
  public var bitsPerSecond: UInt64

  /// A rate of `bitsPerSecond`.
  public init(bitsPerSecond: UInt64) { self.bitsPerSecond = bitsPerSecond }

  /// `count` · 10³ bits a second.
  public static func kilobits(_ count: UInt64) -> BitRate { BitRate(bitsPerSecond: count * 1_000) }
  /// `count` · 10⁶ bits a second.
  public static func megabits(_ count: UInt64) -> BitRate { BitRate(bitsPerSecond: count * 1_000_000) }
  /// `count` · 10⁹ bits a second.
  public static func gigabits(_ count: UInt64) -> BitRate { BitRate(bitsPerSecond: count * 1_000_000_000) }
}

extension BitRate: Comparable {
  /// The slower of two is the smaller.
  public static func < (left: BitRate, right: BitRate) -> Bool { left.bitsPerSecond < right.bitsPerSecond }
}

extension BitRate: CustomStringConvertible {
  /// In the largest unit that it reaches, exactly: `100Mbit/s`.
  public var description: String {
    switch bitsPerSecond {
    case 1_000_000_000...: decimal(bitsPerSecond, unit: 1_000_000_000) + "Gbit/s"
    case 1_000_000...: decimal(bitsPerSecond, unit: 1_000_000) + "Mbit/s"
    case 1_000...: decimal(bitsPerSecond, unit: 1_000) + "kbit/s"
    default: "\(bitsPerSecond)bit/s"
    }
  }
}
