/// The web server of a lab's host, for `listen: [tcp/80]`: one page of text that says whose it is, at every path.
///
/// One connection as a value: octets in, octets out, any number of requests one after the other (RFC 9112, 9.3). It
/// answers GET and HEAD, 405 to other methods, 400 to what is no request, 431 to a head of more than 8 KB, 505 to other
/// versions than HTTP/1.0 and 1.1. It has no clock, and so sends no `Date` (RFC 9110, 6.6.1).
///
/// ```yaml
/// nodes:
///   web: { kind: host, address: 203.0.113.80/24, listen: [tcp/80] }   # curl http://web/ says: Hello from web.
/// ```
public struct HTTPResponder: StreamResponder {
  /// Octets of the longest head.
  public static let headMax = 8192

  private let page: [UInt8]
  /// What has come of a head that is not whole yet.
  private var head: [UInt8] = []
  /// Content of the last request that is still to come, and to be passed over.
  private var contentLeft = 0
  private var isOver = false

  /// A connection to the server of `host`.
  public init(host: String) { page = Array("Hello from \(host).\n".utf8) }

  /// Answers every request whose head is whole by now.
  public mutating func receive(_ bytes: [UInt8]) -> StreamReply {
    var out: [UInt8] = []
    var rest = bytes[...]
    while !isOver, !rest.isEmpty {
      let skipped = min(contentLeft, rest.count)
      contentLeft -= skipped
      rest = rest.dropFirst(skipped)
      takeHead(from: &rest, into: &out)
    }
    return StreamReply(out, isLast: isOver)
  }

  /// Takes octets up to the end of a head, and answers it there.
  private mutating func takeHead(from rest: inout ArraySlice<UInt8>, into out: inout [UInt8]) {
    while !isOver, contentLeft == 0, let octet = rest.popFirst() {
      // A client may send an empty line in front of a request (RFC 9112, 2.2).
      if head.isEmpty, octet == 0x0d || octet == 0x0a { continue }
      head.append(octet)
      if octet == 0x0a, endsInEmptyLine {
        answer(into: &out)
        head.removeAll(keepingCapacity: true)
      } else if head.count >= HTTPResponder.headMax {
        end(431, "Request Header Fields Too Large", into: &out)
      }
    }
  }

  /// True where the head ends in an empty line; lines may end in a lone line feed (RFC 9112, 2.2).
  private var endsInEmptyLine: Bool {
    let last = head.dropLast()
    return last.last == 0x0a || last.suffix(2) == [0x0a, 0x0d]
  }

  private mutating func answer(into out: inout [UInt8]) {
    let lines = head.split(separator: 0x0a).map { $0.last == 0x0d ? $0.dropLast() : $0 }.filter { !$0.isEmpty }
    do throws(HTTPRequestHead.Fault) {
      let request = try HTTPRequestHead(lines)
      isOver = !request.keepsAlive || request.awaitsContinue
      contentLeft = request.contentLength
      let connection = isOver ? "close" : request.isOld ? "keep-alive" : nil
      switch request.method {
      case "GET": append(200, "OK", page, connection: connection, to: &out)
      case "HEAD": append(200, "OK", page, connection: connection, withoutContent: true, to: &out)
      default:
        append(
          405, "Method Not Allowed", [], connection: connection, fields: ["Allow: GET, HEAD"], to: &out)
      }
    } catch {
      switch error {
      case .malformed: end(400, "Bad Request", into: &out)
      case .unknownVersion: end(505, "HTTP Version Not Supported", into: &out)
      }
    }
  }

  /// Says what was wrong, and that this is the end.
  private mutating func end(_ status: Int, _ reason: String, into out: inout [UInt8]) {
    isOver = true
    append(status, reason, Array("\(reason).\n".utf8), connection: "close", to: &out)
  }

  private func append(
    _ status: Int, _ reason: String, _ content: [UInt8], connection: String?, fields: [String] = [],
    withoutContent: Bool = false, to out: inout [UInt8]
  ) {
    var lines = ["HTTP/1.1 \(status) \(reason)", "Server: Weft"]
    if !content.isEmpty { lines.append("Content-Type: text/plain; charset=utf-8") }
    lines.append("Content-Length: \(content.count)")
    lines += fields
    if let connection { lines.append("Connection: \(connection)") }
    for line in lines { out += Array(line.utf8) + [0x0d, 0x0a] }
    out += [0x0d, 0x0a]
    if !withoutContent { out += content }
  }
}
