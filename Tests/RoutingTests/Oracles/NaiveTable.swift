/// The prefixes in a plain dictionary, searched from long to short.
struct NaiveTable<Key: FixedWidthInteger & UnsignedInteger> {
  struct Prefix: Hashable {
    var key: Key
    var length: Int
  }
  var values: [Prefix: UInt32] = [:]

  static func prefix(_ key: Key, _ length: Int) -> Prefix {
    Prefix(key: length == 0 ? 0 : key & ~(length == Key.bitWidth ? 0 : Key.max >> length), length: length)
  }

  func lookup(_ key: Key) -> UInt32? {
    for length in stride(from: Key.bitWidth, through: 0, by: -1) {
      if let value = values[NaiveTable.prefix(key, length)] { return value }
    }
    return nil
  }
}
