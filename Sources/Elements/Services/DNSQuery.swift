public import Wire

/// A question to a name server: the client's side of one exchange (RFC 1035, 4.1), as a value.
///
/// ```swift
/// let query = DNSQuery(name, type: .a, identifier: 7)
/// let answer = query.answer(in: reply)      // nil: not an answer to this question
/// ```
public struct DNSQuery: Sendable {
  /// What is asked for.
  public enum RecordType: String, Sendable, CaseIterable {
    /// IPv4 addresses (RFC 1035, 3.4.1).
    case a = "A"
    /// IPv6 addresses (RFC 3596).
    case aaaa = "AAAA"

    var number: UInt16 {
      switch self {
      case .a: DNSNumber.a
      case .aaaa: DNSNumber.aaaa
      }
    }
  }

  private let name: DNSName
  private let type: RecordType
  private let identifier: UInt16

  /// Asks for records of `name`; `identifier` tells the answer from others.
  public init(_ name: DNSName, type: RecordType, identifier: UInt16) {
    self.name = name
    self.type = type
    self.identifier = identifier
  }

  /// The message to send by UDP, with recursion desired.
  public var message: [UInt8] {
    let words: [UInt16] = [identifier, 0x0100, 1, 0, 0, 0]
    let tail: [UInt16] = [type.number, DNSNumber.internet]
    return words.octets + name.wire + tail.octets
  }

  /// What a message says to this question; `nil` where it is no answer to it or is cut off.
  public func answer(in reply: [UInt8]) -> DNSAnswer? {
    guard let header = DNSMessageHeader(reply), header.isResponse, header.identifier == identifier,
      header.counts[0] == 1
    else { return nil }
    var offset = DNSMessageHeader.length
    guard DNSName(reply, at: &offset) == name, reply.word(at: offset) == type.number else { return nil }
    offset += 4
    var answer = DNSAnswer(code: Int(header.flags & 0xf), isTruncated: header.flags & 0x0200 != 0)
    for _ in 0..<Int(header.counts[1]) {
      guard DNSName(reply, at: &offset) != nil, let kind = reply.word(at: offset),
        let length = reply.word(at: offset + 8), offset + 10 + Int(length) <= reply.count
      else { return nil }
      let data = reply[(offset + 10)..<(offset + 10 + Int(length))]
      offset += 10 + Int(length)
      if kind == type.number, let address = DNSQuery.address(data) { answer.addresses.append(address) }
    }
    return answer
  }

  private static func address(_ data: ArraySlice<UInt8>) -> IPAddress? {
    switch data.count {
    case 4: .v4(IPv4Address(bits: data.reduce(0) { $0 << 8 | UInt32($1) }))
    case 16: .v6(IPv6Address(bits: data.reduce(0) { $0 << 8 | UInt128($1) }))
    default: nil
    }
  }
}

/// What a name server answered.
public struct DNSAnswer: Hashable, Sendable {
  /// The response code (RFC 1035, 4.1.1): 0 no error, 3 no such name.
  public var code: Int
  /// True where the whole is to be had by TCP alone.
  public var isTruncated: Bool
  /// The addresses, in the order of the answer.
  public var addresses: [IPAddress] = []

  /// The response code as `dig` writes it.
  public var status: String {
    let names = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"]
    return names.indices.contains(code) ? names[code] : "RCODE\(code)"
  }
}

extension [UInt16] {
  /// The words in network byte order.
  fileprivate var octets: [UInt8] { flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] } }
}

extension [UInt8] {
  /// The word at `offset` in network byte order, or `nil` where the message ends before.
  fileprivate func word(at offset: Int) -> UInt16? {
    offset + 2 <= count ? UInt16(self[offset]) << 8 | UInt16(self[offset + 1]) : nil
  }
}
