/// A capture file of Ethernet frames in the classic format (draft-ietf-opsawg-pcap, 4 and 5), big-endian.
enum ClassicPcap {
  static func file(_ frames: [[UInt8]]) -> [UInt8] {
    var file = hex("a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001")
    for (second, frame) in frames.enumerated() {
      file += octets(second) + octets(0) + octets(frame.count) + octets(frame.count) + frame
    }
    return file
  }

  private static func octets(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
}
