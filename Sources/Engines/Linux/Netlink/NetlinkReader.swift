/// Takes netlink messages apart. Total: whatever the octets, nothing traps, and what does not fit is not there.
struct NetlinkReader {
  /// One message of a datagram.
  struct Message {
    let type: UInt16
    let flags: UInt16
    let sequence: UInt32
    /// What follows the header.
    let payload: ArraySlice<UInt8>
  }

  private var rest: ArraySlice<UInt8>

  /// Reads the messages of a datagram.
  init(_ datagram: ArraySlice<UInt8>) { rest = datagram }

  /// The next message, or nil at the end and where the rest is not a message.
  mutating func next() -> Message? {
    guard let length = rest.number(UInt32.self, at: 0).map(Int.init), length >= 16, length <= rest.count,
      let type = rest.number(UInt16.self, at: 4), let flags = rest.number(UInt16.self, at: 6),
      let sequence = rest.number(UInt32.self, at: 8)
    else { return nil }
    let payload = rest.dropFirst(16).prefix(length - 16)
    rest = rest.dropFirst((length + 3) & ~3)
    return Message(type: type, flags: flags, sequence: sequence, payload: payload)
  }
}

/// The attributes of a message, by kind. Of a kind that comes twice the last is kept.
struct NetlinkAttributes {
  private var values: [UInt16: ArraySlice<UInt8>] = [:]

  /// Reads the attributes that follow the `fixed` octets of a message's fixed part.
  init(_ payload: ArraySlice<UInt8>, after fixed: Int = 0) {
    var rest = payload.dropFirst((fixed + 3) & ~3)
    while let length = rest.number(UInt16.self, at: 0).map(Int.init), length >= 4, length <= rest.count,
      let kind = rest.number(UInt16.self, at: 2)
    {
      // The two high bits say "nested" and "network byte order"; they are not part of the kind.
      values[kind & 0x3fff] = rest.dropFirst(4).prefix(length - 4)
      rest = rest.dropFirst((length + 3) & ~3)
    }
  }

  /// The octets of a kind.
  subscript(_ kind: UInt16) -> ArraySlice<UInt8>? { values[kind] }

  /// A number; nil where there are too few octets for it.
  func number<Number: FixedWidthInteger>(_ kind: UInt16, as type: Number.Type) -> Number? {
    values[kind]?.number(type, at: 0)
  }

  /// A text, up to a zero; octets that are not UTF-8 are replaced.
  func text(_ kind: UInt16) -> String? {
    values[kind].map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// An Internet address.
  func address(_ kind: UInt16) -> InetAddress? { values[kind].flatMap { InetAddress(octets: $0) } }
}

extension ArraySlice<UInt8> {
  /// A number in the machine's byte order, `offset` octets after the slice's start; nil where it does not fit.
  func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number? {
    let width = Number.bitWidth / 8
    guard offset >= 0, count - offset >= width else { return nil }
    var value: Number = 0
    for index in 0..<width {
      let byte = Number(truncatingIfNeeded: self[startIndex + offset + index])
      #if _endian(little)
        value |= byte << (8 * index)
      #else
        value = value << 8 | byte
      #endif
    }
    return value
  }
}
