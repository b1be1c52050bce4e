/// Work that the kernel leaves undone in frames it hands to a TAP device's reader, and takes undone from its writer
/// (TUNSETOFFLOAD; the virtio-net header of each frame says what is left).
public struct TapOffloads: OptionSet, Hashable, Sendable {
  /// The kernel's TUN_F bits.
  public let rawValue: UInt32

  /// Makes a set of the kernel's bits.
  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Checksums may be partial.
  public static var checksum: TapOffloads { TapOffloads(rawValue: 0x01) }
  /// TCP over IPv4 may come as segments of up to 64 KiB.
  public static var tcpSegmentation4: TapOffloads { TapOffloads(rawValue: 0x02) }
  /// TCP over IPv6 may come as segments of up to 64 KiB.
  public static var tcpSegmentation6: TapOffloads { TapOffloads(rawValue: 0x04) }
  /// Large TCP segments may carry congestion marks.
  public static var tcpECN: TapOffloads { TapOffloads(rawValue: 0x08) }
  /// UDP over IPv4 may come as several datagrams in one (Linux 6.2).
  public static var udpSegmentation4: TapOffloads { TapOffloads(rawValue: 0x20) }
  /// UDP over IPv6 may come as several datagrams in one (Linux 6.2).
  public static var udpSegmentation6: TapOffloads { TapOffloads(rawValue: 0x40) }

  /// Checksums and TCP: what every kernel since 2.6.27 has.
  public static var tcp: TapOffloads { [.checksum, .tcpSegmentation4, .tcpSegmentation6, .tcpECN] }
  /// Everything.
  public static var all: TapOffloads { [.tcp, .udpSegmentation4, .udpSegmentation6] }

  /// The sets to try, richest first: older kernels refuse a set with a bit they do not know.
  static var candidates: [TapOffloads] { [.all, .tcp, .checksum, []] }
}
