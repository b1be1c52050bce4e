/// Numbers of the domain name system (RFC 1035, 3.2 and 4.1.1; RFC 3596; RFC 6891).
enum DNSNumber {
  // Types.
  static let a: UInt16 = 1
  static let ns: UInt16 = 2
  static let soa: UInt16 = 6
  static let ptr: UInt16 = 12
  static let aaaa: UInt16 = 28
  static let opt: UInt16 = 41
  static let ixfr: UInt16 = 251
  static let axfr: UInt16 = 252
  static let any: UInt16 = 255
  // Classes.
  static let internet: UInt16 = 1
  static let anyClass: UInt16 = 255
}

/// A response code (RFC 1035, 4.1.1; RFC 6891, 6.1.3 for those above 15).
enum DNSResponseCode: UInt16 {
  case noError = 0
  case formatError = 1
  case nameError = 3
  case notImplemented = 4
  case refused = 5
  case badVersion = 16
}

/// The header of a message (RFC 1035, 4.1.1).
struct DNSMessageHeader {
  static let length = 12

  var identifier: UInt16
  var flags: UInt16
  var counts: [UInt16]

  init?(_ message: [UInt8]) {
    guard message.count >= DNSMessageHeader.length else { return nil }
    func word(_ index: Int) -> UInt16 { UInt16(message[index * 2]) << 8 | UInt16(message[index * 2 + 1]) }
    identifier = word(0)
    flags = word(1)
    counts = (2...5).map(word)
  }

  var isResponse: Bool { flags & 0x8000 != 0 }
  var operation: UInt16 { flags >> 11 & 0xf }
}

/// What is asked, and what the asker can take.
struct DNSQuestion {
  var name: DNSName
  var type: UInt16
  var `class`: UInt16
  var extensions: DNSExtensions?

  /// Reads the one question of a message and looks through all that follows for an OPT record; `nil` where anything is
  /// cut off, or the record is not as RFC 6891 (6.1.1) has it.
  init?(_ message: [UInt8], _ header: DNSMessageHeader) {
    var offset = DNSMessageHeader.length
    guard header.counts[0] == 1, let name = DNSName(message, at: &offset),
      let type = DNSQuestion.word(message, &offset), let `class` = DNSQuestion.word(message, &offset)
    else { return nil }
    self.name = name
    self.type = type
    self.class = `class`
    let before = Int(header.counts[1]) + Int(header.counts[2])
    for index in 0..<before + Int(header.counts[3]) {
      guard let owner = DNSName(message, at: &offset), let type = DNSQuestion.word(message, &offset),
        let size = DNSQuestion.word(message, &offset), let high = DNSQuestion.word(message, &offset),
        let low = DNSQuestion.word(message, &offset), let length = DNSQuestion.word(message, &offset),
        offset + Int(length) <= message.count
      else { return nil }
      offset += Int(length)
      if type == DNSNumber.opt {
        guard index >= before, owner.isRoot, extensions == nil else { return nil }
        extensions = DNSExtensions(
          payloadSize: size, version: UInt8(truncatingIfNeeded: high), wantsSignatures: low & 0x8000 != 0)
      }
    }
  }

  private static func word(_ message: [UInt8], _ offset: inout Int) -> UInt16? {
    guard offset + 2 <= message.count else { return nil }
    defer { offset += 2 }
    return UInt16(message[offset]) << 8 | UInt16(message[offset + 1])
  }
}

/// What an OPT record says (RFC 6891, 6.1).
struct DNSExtensions {
  var payloadSize: UInt16
  var version: UInt8
  var wantsSignatures: Bool
}
