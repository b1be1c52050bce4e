/// One pcapng block on its way (draft-ietf-opsawg-pcapng, 3.1): type, length, body, options, and the length again.
///
/// ```
/// +------+--------+----------------+------------------------+--------+
/// | type | length | body, padded   | options, end of options| length |
/// +------+--------+----------------+------------------------+--------+
/// ```
struct PcapngBlock {
  /// Block types.
  enum Kind: UInt32 {
    /// Section header block.
    case section = 0x0a0d_0d0a
    /// Interface description block.
    case interface = 1
    /// Interface statistics block.
    case statistics = 5
    /// Enhanced packet block.
    case packet = 6
  }

  /// Octets of the longest option; longer text is cut off.
  static let optionLengthMax = 4096

  private let start: Int
  private var hasOptions = false

  /// Begins a block.
  init(_ kind: Kind, in out: inout [UInt8]) {
    start = out.count
    out.append(littleEndian: kind.rawValue)
    out.append(littleEndian: 0 as UInt32)
  }

  /// Appends an option of a number.
  mutating func option<Value: FixedWidthInteger>(_ code: UInt16, _ value: Value, in out: inout [UInt8]) {
    head(code, length: Value.bitWidth / 8, in: &out)
    out.append(littleEndian: value)
    PcapngBlock.pad(&out, from: start)
  }

  /// Appends an option of a time, whose upper half comes first.
  mutating func option(_ code: UInt16, time: UInt64, in out: inout [UInt8]) {
    head(code, length: 8, in: &out)
    PcapngBlock.append(time: time, to: &out)
  }

  /// Appends an option of text, which is cut off between characters where it is too long; nothing for an empty text.
  mutating func option(_ code: UInt16, prefix: [UInt8] = [], text: String, in out: inout [UInt8]) {
    guard !text.isEmpty else { return }
    var kept = text[...]
    while kept.utf8.count > PcapngBlock.optionLengthMax - prefix.count { kept.removeLast() }
    head(code, length: prefix.count + kept.utf8.count, in: &out)
    out.append(contentsOf: prefix)
    out.append(contentsOf: kept.utf8)
    PcapngBlock.pad(&out, from: start)
  }

  /// Ends the block and fills in its length.
  consuming func end(in out: inout [UInt8]) {
    if hasOptions { out.append(littleEndian: 0 as UInt32) }
    let length = UInt32(truncatingIfNeeded: out.count + 4 - start)
    out.append(littleEndian: length)
    for index in 0..<4 { out[start + 4 + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(index))) }
  }

  private mutating func head(_ code: UInt16, length: Int, in out: inout [UInt8]) {
    hasOptions = true
    out.append(littleEndian: code)
    out.append(littleEndian: UInt16(truncatingIfNeeded: length))
  }

  /// Pads to a multiple of 4 octets from the block's start.
  func pad(_ out: inout [UInt8]) { PcapngBlock.pad(&out, from: start) }

  private static func pad(_ out: inout [UInt8], from start: Int) {
    while (out.count - start) % 4 != 0 { out.append(0) }
  }

  /// Appends a time as its upper and its lower half.
  static func append(time: UInt64, to out: inout [UInt8]) {
    out.append(littleEndian: UInt32(truncatingIfNeeded: time >> 32))
    out.append(littleEndian: UInt32(truncatingIfNeeded: time))
  }
}
