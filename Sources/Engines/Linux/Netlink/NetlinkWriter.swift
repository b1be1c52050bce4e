/// Composes a netlink message: header, fixed part, attributes (netlink(7)). Numbers are in the machine's byte order,
/// every part is padded to four octets, and lengths are filled in at the end.
///
/// ```
/// +--------+------+-------+----------+-----+------------+--------+------+---------
/// | length | type | flags | sequence | pid | fixed part | length | kind | value …
/// +--------+------+-------+----------+-----+------------+--------+------+---------
/// 0        4      6       8          12    16
/// ```
struct NetlinkWriter {
  private(set) var bytes: [UInt8] = []

  /// Starts a message; its sequence number is set when it is sent.
  init(type: UInt16, flags: UInt16) {
    append(UInt32(0))
    append(type)
    append(flags)
    append(UInt32(0))
    append(UInt32(0))
  }

  /// Appends a number of the fixed part.
  mutating func append(_ value: some FixedWidthInteger) {
    for index in 0..<(value.bitWidth / 8) {
      #if _endian(little)
        bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index)))
      #else
        bytes.append(UInt8(truncatingIfNeeded: value >> (value.bitWidth - 8 - 8 * index)))
      #endif
    }
  }

  /// Appends an attribute.
  mutating func attribute(_ kind: UInt16, _ value: [UInt8]) {
    append(UInt16(4 + value.count))
    append(kind)
    bytes += value
    pad()
  }

  /// Appends an attribute that is a number.
  mutating func attribute(_ kind: UInt16, _ value: some FixedWidthInteger) {
    append(UInt16(4 + value.bitWidth / 8))
    append(kind)
    append(value)
    pad()
  }

  /// Appends an attribute that is a text ending in a zero.
  mutating func attribute(_ kind: UInt16, _ text: String) { attribute(kind, Array(text.utf8) + [0]) }

  /// Appends an attribute that holds what `body` appends.
  mutating func nested(_ kind: UInt16, _ body: (inout NetlinkWriter) -> Void) {
    let start = bytes.count
    append(UInt16(0))
    append(kind)
    body(&self)
    patch(UInt16(bytes.count - start), at: start)
  }

  /// The message with its length.
  consuming func finished() -> [UInt8] {
    patch(UInt32(bytes.count), at: 0)
    return bytes
  }

  private mutating func pad() {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }

  private mutating func patch(_ value: some FixedWidthInteger, at offset: Int) {
    let end = bytes.count
    append(value)
    for (index, byte) in bytes[end...].enumerated() { bytes[offset + index] = byte }
    bytes.removeLast(bytes.count - end)
  }
}
