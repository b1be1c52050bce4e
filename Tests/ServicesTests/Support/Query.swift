import Services

/// A DNS query, octet by octet.
struct Query {
  var identifier: UInt16 = 0x1234
  var flags: UInt16 = 0x0100
  var name: [UInt8]
  var type: UInt16 = 1
  var `class`: UInt16 = 1
  var questions: UInt16 = 1
  var additional: [[UInt8]] = []

  init(_ text: String, type: UInt16 = 1) {
    name = text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + $0.utf8 } + [0]
    self.type = type
  }

  static func opt(size: UInt16, version: UInt8 = 0, flags: UInt16 = 0, data: [UInt8] = []) -> [UInt8] {
    [0, 0, 41] + be(size) + [0, version] + be(flags) + be(UInt16(data.count)) + data
  }

  var bytes: [UInt8] {
    be(identifier) + be(flags) + be(questions) + [0, 0, 0, 0] + be(UInt16(additional.count)) + name + be(type)
      + be(`class`)
      + additional.flatMap { $0 }
  }
}

func be(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xff)] }

extension [UInt8] {
  func word(_ offset: Int) -> UInt16 { UInt16(self[offset]) << 8 | UInt16(self[offset + 1]) }
  /// The response code in the header.
  var code: UInt8 { self[3] & 0xf }
  /// The counts of questions, answers, authorities and additional records.
  var counts: [UInt16] { [word(4), word(6), word(8), word(10)] }
}
