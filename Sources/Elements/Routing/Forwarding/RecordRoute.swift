import Buffers
import Wire

/// The record route option of IPv4 (RFC 791, 3.1; RFC 1812, 5.3.13.5): each router enters the address of the interface
/// by which the datagram leaves.
enum RecordRoute {
  static let kind: UInt8 = 7

  /// Where in the options the octet is that makes the option an error; `nil` where it is right. Its pointer counts from 1
  /// and is 4 at least, and there is room for a whole address or none (RFC 791, 3.1).
  static func problem(_ option: HeaderOption, in options: RawSpan) -> Int? {
    guard let place = option.data.first else { return option.data.lowerBound - 1 }
    let (pointer, length) = (Int(options.octet(at: place)), option.data.count + 2)
    return pointer < 4 || pointer <= length && pointer + 3 > length ? place : nil
  }

  /// Enters `address` where the datagram has the option and there is room in it. The packet is not shared.
  static func enter(_ address: IPv4Address, in packet: inout Packet) {
    guard let position = position(in: packet) else { return }
    var bytes = packet.mutableBytes
    let pointer = bytes.bytes.octet(at: position.pointer)
    bytes.setIPv4Address(address, at: position.entry)
    bytes.setOctet(pointer + 4, at: position.pointer)
    IPv4Rewriting.completeChecksum(in: &bytes, at: IPHeaders.offset)
  }

  /// Where the option's pointer is, and the next free entry, both from the start of the packet. `nil` where there is no
  /// such option or no room left. The pointer counts from the option's kind, which is 1.
  private static func position(in packet: borrowing Packet) -> (pointer: Int, entry: Int)? {
    guard let frame = EthernetView(packet.bytes), let view = IPv4View(frame.payload) else { return nil }
    let options = view.options
    let base = IPHeaders.offset + IPv4View.minimumLength
    var cursor = HeaderOptionCursor(options)
    while let option = cursor.next() {
      guard option.kind == kind, let pointerOffset = option.data.first else { continue }
      let entry = pointerOffset - 3 + Int(options.octet(at: pointerOffset))
      guard entry > pointerOffset, entry + 4 <= option.data.upperBound else { return nil }
      return (base + pointerOffset, base + entry)
    }
    return nil
  }
}
