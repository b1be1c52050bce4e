/// A response while it is made (RFC 1035, 4.1).
struct DNSReply {
  private(set) var bytes: [UInt8]
  private var answers: UInt16 = 0
  private var authorities: UInt16 = 0
  private let question: Int

  /// Begins the response to a message: its header, and its question where there is one.
  init(to header: DNSMessageHeader, _ question: DNSQuestion?) {
    let name = question?.name.wire ?? []
    bytes = [UInt8](repeating: 0, count: DNSMessageHeader.length) + name
    self.question = bytes.count + (question == nil ? 0 : 4)
    if let question {
      append(question.type)
      append(question.class)
    }
    put(header.identifier, at: 0)
    put(0x8000 | header.flags & 0x7900, at: 2)
    put(question == nil ? 0 : 1, at: 4)
  }

  /// Says that the answer comes from who knows.
  mutating func setAuthoritative() { bytes[2] |= 0x04 }

  /// Sets the low four bits of the response code; the others are in the OPT record.
  mutating func setCode(_ code: DNSResponseCode) { bytes[3] = bytes[3] & 0xf0 | UInt8(code.rawValue & 0xf) }

  /// Appends an answer to the question, whose name is the question's (RFC 1035, 4.1.4: a pointer to it).
  mutating func answer(_ type: UInt16, timeToLive: UInt32, _ data: [UInt8]) {
    answers += 1
    bytes += [0xc0, UInt8(DNSMessageHeader.length)]
    record(type, timeToLive: timeToLive, data)
    put(answers, at: 6)
  }

  /// Appends a record of the authority section.
  mutating func authority(_ owner: DNSName, _ type: UInt16, timeToLive: UInt32, _ data: [UInt8]) {
    authorities += 1
    bytes += owner.wire
    record(type, timeToLive: timeToLive, data)
    put(authorities, at: 8)
  }

  /// Takes answers and authorities away again, and says that the whole is to be had by TCP (RFC 2181, 9).
  mutating func truncate() {
    bytes.removeSubrange(question...)
    answers = 0
    authorities = 0
    put(0, at: 6)
    put(0, at: 8)
    bytes[2] |= 0x02
  }

  /// Appends the OPT record (RFC 6891, 6.1.2).
  mutating func extend(payloadSize: UInt16, _ code: DNSResponseCode, wantsSignatures: Bool) {
    bytes.append(0)
    append(DNSNumber.opt)
    append(payloadSize)
    append((code.rawValue >> 4) << 8)
    append(wantsSignatures ? 0x8000 : 0)
    append(0)
    put(1, at: 10)
  }

  /// Octets of an OPT record without options.
  static let extensionLength = 11

  private mutating func record(_ type: UInt16, timeToLive: UInt32, _ data: [UInt8]) {
    append(type)
    append(DNSNumber.internet)
    append(UInt16(truncatingIfNeeded: timeToLive >> 16))
    append(UInt16(truncatingIfNeeded: timeToLive))
    append(UInt16(truncatingIfNeeded: data.count))
    bytes += data
  }

  private mutating func append(_ word: UInt16) { bytes += [UInt8(word >> 8), UInt8(word & 0xff)] }

  private mutating func put(_ word: UInt16, at offset: Int) {
    bytes[offset] = UInt8(word >> 8)
    bytes[offset + 1] = UInt8(word & 0xff)
  }
}
