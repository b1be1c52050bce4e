/// The octets of a file, fetched chunk by chunk, and the numbers and blobs in them. Every length is held to a bound before
/// anything is allocated for it.
struct OctetSource {
  private let nextChunk: @Sendable () throws -> [UInt8]
  private var chunk: [UInt8] = []
  private var position = 0
  /// Octets of the chunks before.
  private var before = 0

  /// Octets of what `nextChunk` answers in turn; nothing at their end.
  init(_ nextChunk: @escaping @Sendable () throws -> [UInt8]) { self.nextChunk = nextChunk }

  /// The octets read so far.
  var offset: Int { before + position }

  /// A record that cannot be, where reading stands.
  func error(_ what: String) -> RecordingError { .malformed(offset: offset, what) }

  /// True where there is one more octet.
  mutating func hasMore() throws -> Bool {
    if position < chunk.count { return true }
    before += chunk.count
    chunk = try nextChunk()
    position = 0
    return !chunk.isEmpty
  }

  private mutating func need() throws {
    guard try hasMore() else { throw RecordingError.truncated(offset: offset) }
  }

  mutating func octet() throws -> UInt8 {
    try need()
    defer { position += 1 }
    return chunk[position]
  }

  /// A number of at most 64 bits.
  mutating func number() throws -> UInt64 {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      let octet = try octet()
      let part = UInt64(octet & 0x7f)
      if shift == 63 && part > 1 { break }
      number |= part << shift
      if octet < 0x80 { return number }
    }
    throw error("a number of more than 64 bits")
  }

  mutating func number(max: Int, _ what: String) throws -> Int {
    let number = try number()
    guard number <= UInt64(max) else { throw error("\(what) of \(number), above \(max)") }
    return Int(number)
  }

  mutating func word() throws -> UInt64 {
    var word: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) { word |= UInt64(try octet()) << shift }
    return word
  }

  /// Octets behind their number. No more is kept than has come.
  mutating func blob(max: Int, _ what: String) throws -> [UInt8] {
    var missing = try number(max: max, "\(what)'s length")
    var blob: [UInt8] = []
    while missing > 0 {
      try need()
      let part = chunk[position..<min(position + missing, chunk.count)]
      blob += part
      position += part.count
      missing -= part.count
    }
    return blob
  }
}
