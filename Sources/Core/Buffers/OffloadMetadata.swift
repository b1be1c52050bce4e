/// What an edge has been spared: a segmentation or a checksum that the sender left to be done later.
///
/// The values are those of `struct virtio_net_hdr` (virtio 1.2, 5.1.6), which a TAP device puts in front of a packet.
/// An element that forwards a packet leaves them as they are; an element that changes addresses or ports keeps a
/// partial checksum partial; an edge that cannot pass them on completes them with the module Offload.
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

  /// How the packet is to be segmented.
  public var segmentation: Segmentation
  /// The checksum field holds the sum of the pseudo-header only; the rest is to be added from `checksumStart` on.
  public var needsChecksum: Bool
  /// The checksum was verified or never at risk (`VIRTIO_NET_HDR_F_DATA_VALID`).
  public var checksumIsValid: Bool
  /// The first segment alone carries CWR (`VIRTIO_NET_HDR_GSO_ECN`).
  public var hasECN: Bool
  /// Payload octets of each segment; 0 where nothing is to be segmented.
  public var segmentSize: UInt16
  /// Offset in the packet of the first octet that the checksum covers.
  public var checksumStart: UInt16
  /// Offset from `checksumStart` of the 16-bit checksum field.
  public var checksumOffset: UInt16

  /// Metadata of a packet that is one frame with a complete checksum.
  @inlinable
  public init() {
    segmentation = .none
    needsChecksum = false
    checksumIsValid = false
    hasECN = false
    segmentSize = 0
    checksumStart = 0
    checksumOffset = 0
  }

  /// A packet that is one frame with a complete checksum.
  @inlinable public static var none: OffloadMetadata { OffloadMetadata() }

  /// True where an edge without offloads has nothing to do.
  @inlinable public var isComplete: Bool { segmentation == .none && !needsChecksum }
}
