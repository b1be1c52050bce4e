/// What an edge has been spared: a segmentation or a checksum that the sender left to be done later.
///
/// The values are those of `struct virtio_net_hdr` (virtio 1.2, 5.1.6), which a TAP device puts in front of a packet.
/// An element that forwards a packet leaves them as they are; an element that changes addresses or ports keeps a
/// partial checksum partial; an edge that cannot pass them on completes them with the module Offload.
///
/// All of it is one machine word, so that a packet moves from queue to queue in a few registers:
///
/// ```
/// 63            48 47              32 31            16 15    6     5     4      3    2   0
/// +---------------+------------------+----------------+-------+-----+-------+-------+-----+
/// | checksumStart | checksumOffset   | segmentSize    |   0   | ECN | valid | needs | seg |
/// +---------------+------------------+----------------+-------+-----+-------+-------+-----+
/// ```
@frozen
public struct OffloadMetadata: Hashable, Sendable {
  /// How a packet larger than a frame is to be cut into frames.
  @frozen
  public enum Segmentation: UInt8, Sendable {
    /// The packet is one frame.
    case none = 0
    /// TCP over IPv4 (`VIRTIO_NET_HDR_GSO_TCPV4`).
    case tcp4 = 1
    /// TCP over IPv6 (`VIRTIO_NET_HDR_GSO_TCPV6`).
    case tcp6 = 4
    /// UDP datagrams of one size (`VIRTIO_NET_HDR_GSO_UDP_L4`).
    case udp = 5
  }

  @usableFromInline var word: UInt64

  /// Metadata of a packet that is one frame with a complete checksum.
  @inlinable
  public init() { word = 0 }

  /// A packet that is one frame with a complete checksum.
  @inlinable public static var none: OffloadMetadata { OffloadMetadata() }

  /// True where an edge without offloads has nothing to do.
  @inlinable public var isComplete: Bool { word & 0b1111 == 0 }

  /// How the packet is to be segmented.
  @inlinable public var segmentation: Segmentation {
    get {
      switch word & 0b111 {
      case 1: .tcp4
      case 4: .tcp6
      case 5: .udp
      default: .none
      }
    }
    set { word = word & ~0b111 | UInt64(newValue.rawValue) }
  }

  /// The checksum field holds the sum of the pseudo-header only; the rest is to be added from `checksumStart` on.
  @inlinable public var needsChecksum: Bool {
    get { flag(3) }
    set { setFlag(3, newValue) }
  }

  /// The checksum was verified or never at risk (`VIRTIO_NET_HDR_F_DATA_VALID`).
  @inlinable public var checksumIsValid: Bool {
    get { flag(4) }
    set { setFlag(4, newValue) }
  }

  /// The first segment alone carries CWR (`VIRTIO_NET_HDR_GSO_ECN`).
  @inlinable public var hasECN: Bool {
    get { flag(5) }
    set { setFlag(5, newValue) }
  }

  /// Payload octets of each segment; 0 where nothing is to be segmented.
  @inlinable public var segmentSize: UInt16 {
    get { field(16) }
    set { setField(16, newValue) }
  }

  /// Offset from `checksumStart` of the 16-bit checksum field.
  @inlinable public var checksumOffset: UInt16 {
    get { field(32) }
    set { setField(32, newValue) }
  }

  /// Offset in the packet of the first octet that the checksum covers.
  @inlinable public var checksumStart: UInt16 {
    get { field(48) }
    set { setField(48, newValue) }
  }

  @inlinable
  func flag(_ bit: UInt64) -> Bool { word >> bit & 1 != 0 }

  @inlinable
  mutating func setFlag(_ bit: UInt64, _ value: Bool) { word = word & ~(1 << bit) | (value ? 1 << bit : 0) }

  @inlinable
  func field(_ shift: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: word >> shift) }

  @inlinable
  mutating func setField(_ shift: UInt64, _ value: UInt16) { word = word & ~(0xffff << shift) | UInt64(value) << shift }
}
