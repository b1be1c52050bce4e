import CLinux
public import SystemPackage

/// Speaks rtnetlink(7) with the kernel about one network namespace: interfaces, addresses, routes and neighbours.
///
/// ```
/// var netlink = try NetlinkSocket(in: namespace)
/// let eth0 = try netlink.link(named: "eth0")
/// try netlink.perform([
///   .setLink(eth0.index, LinkChange(isUp: true)),
///   .addAddress(InterfaceAddress(InetPrefix(.v4(0x0a01_000a), length: 24), on: eth0.index)),
///   .addRoute(Route(to: .anyV4, via: .v4(0x0a01_0001))),
/// ])
/// ```
public struct NetlinkSocket: ~Copyable, Sendable {
  /// Requests that go in one system call; more go in several. Their acknowledgements fit the socket's buffer.
  static let requestsPerSendMax = 64
  /// Octets of one answer; the kernel's are at most 32 KiB.
  static let answerLengthMax = 65536
  /// Answers to one question.
  static let answersMax = 1 << 20
  /// Times that a list is read anew because it changed meanwhile.
  static let interruptionsMax = 16
  /// How long the kernel, which answers at once, may take.
  static let timeoutMilliseconds: Int32 = 5000

  private let descriptor: OwnedDescriptor
  private var sequence: UInt32 = 0
  private var buffer = [UInt8](repeating: 0, count: answerLengthMax)

  /// A socket that speaks about `namespace`, from whatever thread.
  public init(in namespace: NetworkNamespace) throws(Errno) {
    descriptor = try namespace.perform { () throws(Errno) -> OwnedDescriptor in
      OwnedDescriptor(adopting: try checked(lx_netlink_socket(NetlinkSocket.timeoutMilliseconds)))
    }
  }

  /// Carries out one request.
  public mutating func perform(_ request: NetlinkRequest) throws(NetlinkError) { try perform([request]) }

  /// Carries out requests in order, many in a system call. Throws the first error; the requests after it have been
  /// tried as well.
  public mutating func perform(_ requests: [NetlinkRequest]) throws(NetlinkError) {
    var failure: NetlinkError?
    var start = 0
    while start < requests.count {
      let end = min(start + NetlinkSocket.requestsPerSendMax, requests.count)
      let error = try perform(part: requests[start..<end])
      failure = failure ?? error
      start = end
    }
    if let failure { throw failure }
  }

  private mutating func perform(part: ArraySlice<NetlinkRequest>) throws(NetlinkError) -> NetlinkError? {
    let first = sequence &+ 1
    var datagram: [UInt8] = []
    for request in part {
      sequence &+= 1
      datagram += request.bytes.numbered(sequence)
    }
    let description = part.first?.description ?? ""
    try send(datagram, description)
    var failures: [Int: NetlinkError] = [:]
    var pending = part.count
    while pending > 0 {
      var reader = NetlinkReader(try receive(description))
      while let message = reader.next() {
        let position = Int(message.sequence &- first)
        guard message.type == NetlinkCode.error, position < part.count else { continue }
        pending -= 1
        failures[position] = NetlinkSocket.error(in: message, of: part[part.startIndex + position].description)
      }
    }
    return failures.min { $0.key < $1.key }?.value
  }

  /// Asks for a list and returns the messages of `type` that answer.
  mutating func list(
    _ description: String, ask: UInt16, answer type: UInt16, fixed: Int, family: UInt8 = 0
  ) throws(NetlinkError) -> [ArraySlice<UInt8>] {
    for _ in 0..<NetlinkSocket.interruptionsMax {
      var writer = NetlinkWriter(type: ask, flags: NetlinkCode.request | NetlinkCode.dump)
      writer.append(family)
      for _ in 1..<fixed { writer.append(UInt8(0)) }
      let answers = try self.ask(description, writer.finished(), answer: type)
      if let answers { return answers }
    }
    throw NetlinkError(errno: .resourceTemporarilyUnavailable, request: description)
  }

  /// Sends a question and returns the messages of `type` that answer; nil where a list changed while it was read.
  mutating func ask(
    _ description: String, _ question: [UInt8], answer type: UInt16
  ) throws(NetlinkError) -> [ArraySlice<UInt8>]? {
    sequence &+= 1
    try send(question.numbered(sequence), description)
    var answers: [ArraySlice<UInt8>] = []
    var interrupted = false
    while answers.count < NetlinkSocket.answersMax {
      var reader = NetlinkReader(try receive(description))
      while let message = reader.next() {
        guard message.sequence == sequence else { continue }
        if message.flags & NetlinkCode.dumpInterrupted != 0 { interrupted = true }
        switch message.type {
        case NetlinkCode.done: return interrupted ? nil : answers
        case NetlinkCode.error:
          if let error = NetlinkSocket.error(in: message, of: description) { throw error }
          return answers
        case type:
          answers.append(message.payload)
          if message.flags & NetlinkCode.multipart == 0 { return answers }
        default: continue
        }
      }
    }
    throw NetlinkError(errno: .outOfRange, request: description)
  }

  private func send(_ datagram: [UInt8], _ description: String) throws(NetlinkError) {
    do throws(Errno) { try descriptor.send(datagram) } catch {
      throw NetlinkError(errno: error, request: description)
    }
  }

  private mutating func receive(_ description: String) throws(NetlinkError) -> ArraySlice<UInt8> {
    do throws(Errno) {
      let length = try descriptor.receive(into: &buffer)
      guard length <= buffer.count else { throw Errno.messageTooLong }
      return buffer[..<length]
    } catch {
      throw NetlinkError(
        errno: error == .resourceTemporarilyUnavailable ? .timedOut : error, request: description)
    }
  }

  /// The error in an acknowledgement (NLMSG_ERROR), with the text of an extended one; nil where all went well.
  static func error(in message: NetlinkReader.Message, of description: String) -> NetlinkError? {
    guard let number = message.payload.number(Int32.self, at: 0) else {
      return NetlinkError(errno: .badMessage, request: description)
    }
    guard number != 0 else { return nil }
    let errno = Errno(rawValue: number == .min ? .max : abs(number))
    guard message.flags & NetlinkCode.acknowledgementAttributes != 0 else {
      return NetlinkError(errno: errno, request: description)
    }
    // The request's header follows the number, and the rest of it too unless the answer is capped.
    let quoted =
      message.flags & NetlinkCode.capped != 0 ? 16 : Int(message.payload.number(UInt32.self, at: 4) ?? 16)
    let attributes = NetlinkAttributes(message.payload, after: 4 + quoted)
    return NetlinkError(errno: errno, message: attributes.text(NetlinkKind.errorMessage), request: description)
  }
}

extension [UInt8] {
  /// The message with its sequence number.
  fileprivate func numbered(_ sequence: UInt32) -> [UInt8] {
    var message = self
    var writer = NetlinkWriter(type: 0, flags: 0)
    writer.append(sequence)
    message.replaceSubrange(8..<12, with: writer.bytes.suffix(4))
    return message
  }
}
