/// Raw access for devices, which hand packet memory to the kernel.
extension Packet {
  /// Octets that a device may fill at most behind `start`.
  @inlinable public var fillCapacity: Int { BufferLayout.dataSize - Int(start) }

  /// The address of the octet `offset` from the packet's first; negative offsets reach into the headroom.
  /// Valid while the packet lives; the caller stays within headroom and tailroom, and writes only what is not shared.
  @unsafe
  @inlinable @inline(__always)
  public func unsafeAddress(offset: Int = 0) -> UnsafeMutableRawPointer {
    unsafe buffer.data + (Int(start) + offset)
  }
}

/// A packet has one owner at a time, and may be handed to another actor of the same worker. Its pool is confined to that
/// worker, so it must not be given up on another thread.
extension Packet: @unchecked Sendable {}

/// As for the packets inside.
extension PacketBatch: @unchecked Sendable {}
