import Buffers
import Linux

/// Hands one packet to the kernel, with the virtio header in front that says what work is left undone.
enum DeviceWriter {
  /// The first trace number of packets that programs sent: they are followed on their way, and leave like any other.
  /// Those of lower numbers were made to see where they would go, and go no further than this.
  static let firstWatchedTrace: UInt16 = 0x8000

  /// True for a packet that was made for a trace.
  static func isMadeForTrace(_ packet: borrowing Packet) -> Bool {
    packet.traceID != 0 && packet.traceID < firstWatchedTrace
  }

  /// Writes `packet` as one frame; false where the kernel refuses it.
  static func write(_ packet: borrowing Packet, to descriptor: Int32) -> Bool {
    if packet.isShared || packet.headroom < VirtioHeader.length { return writeApart(packet, to: descriptor) }
    let start = unsafe packet.unsafeAddress(offset: -VirtioHeader.length)
    unsafe VirtioHeader.write(packet, to: start)
    return unsafe RawIO.write(
      descriptor, from: UnsafeRawBufferPointer(start: start, count: packet.count + VirtioHeader.length)) >= 0
  }

  /// Where the headroom is shared with another packet, or tags have used it up, the header goes beside the packet.
  private static func writeApart(_ packet: borrowing Packet, to descriptor: Int32) -> Bool {
    var header: (UInt64, UInt16) = (0, 0)
    return unsafe withUnsafeMutableBytes(of: &header) { header in
      unsafe VirtioHeader.write(packet, to: header.baseAddress!)
      return unsafe RawIO.write(
        descriptor, UnsafeRawBufferPointer(rebasing: header.prefix(VirtioHeader.length)),
        UnsafeRawBufferPointer(start: packet.unsafeAddress(), count: packet.count)) >= 0
    }
  }
}
