/// One request to a web server and its response: the client's side as a value, octets out and octets in (RFC 9112).
public enum HTTPExchange {
  /// The request for `path`, after whose response the server closes.
  public static func request(path: String, host: String) -> [UInt8] {
    Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: weft\r\nAccept: */*\r\nConnection: close\r\n\r\n".utf8)
  }

  /// The response that a server sent until it closed, or `nil` where that is none or not whole.
  public static func response(_ bytes: [UInt8]) -> HTTPResponse? {
    guard let end = headEnd(bytes) else { return nil }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let parts = lines[0].split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]), (100...999).contains(status)
    else { return nil }
    var length: Int?
    var isChunked = false
    for line in lines.dropFirst() {
      let field = line.split(separator: ":", maxSplits: 1)
      guard field.count == 2 else { continue }
      let value = field[1].trimmed
      switch field[0].lowercased() {
      case "content-length": length = Int(value)
      case "transfer-encoding": isChunked = value.lowercased().hasSuffix("chunked")
      default: break
      }
    }
    let rest = bytes[end...]
    if isChunked { return chunks(rest).map { HTTPResponse(status: status, content: $0) } }
    guard let length else { return HTTPResponse(status: status, content: Array(rest)) }
    guard length >= 0, rest.count >= length else { return nil }
    return HTTPResponse(status: status, content: Array(rest.prefix(length)))
  }

  /// Where the content begins: behind the first empty line.
  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    var lineLength = 0
    for (index, octet) in bytes.enumerated() {
      switch octet {
      case 0x0a:
        if lineLength == 0, index > 1 { return index + 1 }
        lineLength = 0
      case 0x0d: break
      default: lineLength += 1
      }
    }
    return nil
  }

  /// Content in chunks (RFC 9112, 7.1), or `nil` where the last is missing.
  private static func chunks(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var rest = bytes
    var content: [UInt8] = []
    while let newline = rest.firstIndex(of: 0x0a) {
      let line = String(decoding: rest[..<newline], as: UTF8.self)
      guard let size = Int(line.split(separator: ";").first?.trimmed ?? "", radix: 16), size >= 0 else { return nil }
      rest = rest[(newline + 1)...]
      if size == 0 { return content }
      guard rest.count >= size + 1 else { return nil }
      content += rest.prefix(size)
      rest = rest.dropFirst(size)
      guard let end = rest.firstIndex(of: 0x0a) else { return nil }
      rest = rest[(end + 1)...]
    }
    return nil
  }
}

/// A response of a web server.
public struct HTTPResponse: Hashable, Sendable {
  /// The status code, 100…999.
  public var status: Int
  /// The content, without its framing.
  public var content: [UInt8]
}

extension Substring {
  /// The text without white space at its ends.
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
