import Buffers
import Linux

/// The header that the kernel puts in front of a frame on a TAP device or packet socket: `struct virtio_net_hdr`
/// (virtio 1.2, 5.1.6; include/uapi/linux/virtio_net.h), ten octets in the machine's byte order.
///
/// ```
/// 0       1          2         4          6            8             10
/// +-------+----------+---------+----------+------------+-------------+
/// | flags | gso type | hdr len | gso size | csum start | csum offset |
/// +-------+----------+---------+----------+------------+-------------+
/// ```
enum VirtioHeader {
  static let length = 10
  private static let needsChecksum: UInt8 = 1
  private static let dataIsValid: UInt8 = 2
  private static let ecn: UInt8 = 0x80

  /// Reads the metadata of the frame behind `header`; `nil` for values that no kernel writes.
  @unsafe
  static func read(_ header: UnsafeRawPointer, packetLength: Int) -> OffloadMetadata? {
    let flags = unsafe header.load(as: UInt8.self)
    let type = unsafe header.load(fromByteOffset: 1, as: UInt8.self)
    if flags == 0 && type == 0 { return OffloadMetadata.none }
    guard let segmentation = OffloadMetadata.Segmentation(rawValue: type & ~ecn) else { return nil }
    var metadata = OffloadMetadata.none
    metadata.segmentation = segmentation
    if segmentation != .none {
      metadata.hasECN = type & ecn != 0
      metadata.segmentSize = unsafe header.loadUnaligned(fromByteOffset: 4, as: UInt16.self)
      if metadata.segmentSize == 0 { return nil }
    } else if type != 0 {
      return nil
    }
    metadata.needsChecksum = flags & needsChecksum != 0
    metadata.checksumIsValid = flags & dataIsValid != 0
    guard metadata.needsChecksum else { return metadata }
    metadata.checksumStart = unsafe header.loadUnaligned(fromByteOffset: 6, as: UInt16.self)
    metadata.checksumOffset = unsafe header.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
    if Int(metadata.checksumStart) + Int(metadata.checksumOffset) + 2 > packetLength { return nil }
    return metadata
  }

  /// Writes the metadata of `packet` to `header`.
  @unsafe
  static func write(_ packet: borrowing Packet, to header: UnsafeMutableRawPointer) {
    let metadata = packet.offload
    var flags: UInt8 = metadata.needsChecksum ? needsChecksum : 0
    if metadata.checksumIsValid && !metadata.needsChecksum { flags |= dataIsValid }
    var headerLength: UInt16 = 0
    if metadata.segmentation != .none { headerLength = unsafe lengthOfHeaders(packet) }
    unsafe header.storeBytes(of: flags, as: UInt8.self)
    unsafe header.storeBytes(
      of: metadata.segmentation.rawValue | (metadata.hasECN ? ecn : 0), toByteOffset: 1, as: UInt8.self)
    unsafe header.storeBytes(of: headerLength, toByteOffset: 2, as: UInt16.self)
    unsafe header.storeBytes(of: metadata.segmentSize, toByteOffset: 4, as: UInt16.self)
    unsafe header.storeBytes(of: metadata.needsChecksum ? metadata.checksumStart : 0, toByteOffset: 6, as: UInt16.self)
    unsafe header.storeBytes(
      of: metadata.needsChecksum ? metadata.checksumOffset : 0, toByteOffset: 8, as: UInt16.self)
  }

  /// Octets up to the payload of a super-packet: what every segment repeats.
  @unsafe
  private static func lengthOfHeaders(_ packet: borrowing Packet) -> UInt16 {
    let start = packet.offload.checksumStart
    switch packet.offload.segmentation {
    case .none: return 0
    case .udp: return start &+ 8
    case .tcp4, .tcp6:
      guard packet.offload.needsChecksum, Int(start) + 20 <= packet.count else { return 0 }
      let dataOffset = unsafe packet.unsafeAddress(offset: Int(start) + 12).load(as: UInt8.self) >> 4
      return start &+ UInt16(dataOffset) * 4
    }
  }
}
