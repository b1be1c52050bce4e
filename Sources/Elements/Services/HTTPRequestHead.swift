/// What a web server must know of a request's head (RFC 9112, 2 to 6).
struct HTTPRequestHead: Hashable {
  /// Why a head is refused.
  enum Fault: UInt16, Error {
    /// It is not as the standard has it.
    case malformed = 400
    /// A version of which nothing is known here.
    case unknownVersion = 505
  }

  var method: String
  /// HTTP/1.0, as opposed to 1.1.
  var isOld: Bool
  /// The connection lives on after the response.
  var keepsAlive: Bool
  /// Octets of the content that follows.
  var contentLength: Int
  /// The client waits for a word before it sends its content (RFC 9110, 10.1.1).
  var awaitsContinue = false

  /// Reads the lines of a head, from the request line up to the empty line, which is left out.
  init(_ lines: [ArraySlice<UInt8>]) throws(Fault) {
    guard let first = lines.first else { throw .malformed }
    let parts = first.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, HTTPRequestHead.isToken(parts[0]), !parts[1].isEmpty,
      parts[1].allSatisfy({ 0x21...0x7e ~= $0 })
    else { throw .malformed }
    method = String(decoding: parts[0], as: UTF8.self)
    switch String(decoding: parts[2], as: UTF8.self) {
    case "HTTP/1.1": isOld = false
    case "HTTP/1.0": isOld = true
    case let version where version.hasPrefix("HTTP/"): throw .unknownVersion
    default: throw .malformed
    }
    keepsAlive = !isOld
    contentLength = 0
    try read(fields: lines.dropFirst())
  }

  private mutating func read(fields: ArraySlice<ArraySlice<UInt8>>) throws(Fault) {
    var hosts = 0
    var length: Int?
    var options: [String] = []
    for line in fields {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), HTTPRequestHead.isToken(line[..<colon]) else {
        throw .malformed
      }
      let value = HTTPRequestHead.trimmed(line[(colon + 1)...])
      guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else { throw .malformed }
      switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
      case "host": hosts += 1
      case "content-length":
        guard let number = HTTPRequestHead.number(value), length ?? number == number else { throw .malformed }
        length = number
      // Content in pieces is nothing that a request for a page comes with.
      case "transfer-encoding": throw .malformed
      case "expect": awaitsContinue = true
      case "connection": options += HTTPRequestHead.list(value)
      default: break
      }
    }
    guard isOld ? hosts <= 1 : hosts == 1 else { throw .malformed }
    if options.contains("keep-alive") { keepsAlive = true }
    if options.contains("close") { keepsAlive = false }
    contentLength = length ?? 0
  }

  /// Digits of the longest content length that is believed: 999 GB.
  private static let lengthDigitsMax = 12

  private static func number(_ value: ArraySlice<UInt8>) -> Int? {
    guard 1...lengthDigitsMax ~= value.count else { return nil }
    var number = 0
    for octet in value {
      guard 0x30...0x39 ~= octet else { return nil }
      number = number * 10 + Int(octet - 0x30)
    }
    return number
  }

  private static func list(_ value: ArraySlice<UInt8>) -> [String] {
    value.split(separator: UInt8(ascii: ",")).map { String(decoding: trimmed($0), as: UTF8.self).lowercased() }
  }

  private static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var value = value
    while let first = value.first, first == 0x20 || first == 0x09 { value.removeFirst() }
    while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
    return value
  }

  /// True for a method or a field name (RFC 9110, 5.6.2).
  private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy { octet in
        switch octet {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(octet)
        }
      }
  }
}
