import Wire

/// A name server that knows the lab: an authority for A, AAAA and PTR, with no memory and no questions of its own.
///
/// A pure function from a message to a message, total on any octets. What it says:
///
/// - A name that does not exist: NXDOMAIN; one without the wanted type: no error and no answer. Both with the SOA record
///   that says how long to remember that (RFC 2308).
/// - ANY and zone transfers, names outside its zone, other classes: REFUSED. Other operations than a query: NOTIMP. What
///   cannot be read: FORMERR. Responses, and what is too short to have a header: nothing.
/// - EDNS (RFC 6891): version 0, answers of up to 1,232 octets over UDP; without it 512. What does not fit is cut off
///   with TC, and the asker comes back by TCP, where it is served by `DNSStream`.
///
/// ```yaml
/// topology:
///   nodes:
///     web: { kind: host, address: 203.0.113.80/24 }   # `dig web` and `dig -x 203.0.113.80` work inside the lab
/// ```
public struct DNSResponder: Sendable {
  /// How a message came.
  public enum Transport: Hashable, Sendable {
    /// In a datagram: the answer has a bound.
    case udp
    /// In a stream.
    case tcp
  }

  /// The UDP port and the TCP port of name servers.
  public static let port: UInt16 = 53
  /// Octets that an answer over UDP has at most, so that no path fragments it (what implementations agreed on in 2020).
  public static let payloadMax = 1232
  /// Octets that an answer over UDP has at most without EDNS (RFC 1035, 2.3.4).
  public static let plainPayloadMax = 512

  /// What it knows.
  public var zone: DNSZone

  /// A server of `zone`.
  public init(_ zone: DNSZone) { self.zone = zone }

  /// The answer to a message, or `nil` where none is to be sent.
  public func respond(to message: [UInt8], over transport: Transport = .udp) -> [UInt8]? {
    guard let header = DNSMessageHeader(message), !header.isResponse else { return nil }
    let isQuery = header.operation == 0
    guard let question = DNSQuestion(message, header) else {
      return failure(isQuery ? .formatError : .notImplemented, header)
    }
    var reply = DNSReply(to: header, question)
    let code = isQuery ? answer(question, in: &reply) : .notImplemented
    reply.setCode(code)
    let room = DNSResponder.room(question.extensions, transport)
    if reply.bytes.count > room { reply.truncate() }
    if let extensions = question.extensions {
      reply.extend(
        payloadSize: UInt16(DNSResponder.payloadMax), code, wantsSignatures: extensions.wantsSignatures)
    }
    return reply.bytes
  }

  /// Octets that the answer may have in front of an OPT record.
  private static func room(_ extensions: DNSExtensions?, _ transport: Transport) -> Int {
    let opt = extensions == nil ? 0 : DNSReply.extensionLength
    if transport == .tcp { return Int(UInt16.max) - opt }
    guard let extensions else { return plainPayloadMax }
    return min(max(Int(extensions.payloadSize), plainPayloadMax), payloadMax) - opt
  }

  private func failure(_ code: DNSResponseCode, _ header: DNSMessageHeader) -> [UInt8] {
    var reply = DNSReply(to: header, nil)
    reply.setCode(code)
    return reply.bytes
  }

  private func answer(_ question: DNSQuestion, in reply: inout DNSReply) -> DNSResponseCode {
    if let extensions = question.extensions, extensions.version > 0 { return .badVersion }
    guard question.class == DNSNumber.internet || question.class == DNSNumber.anyClass,
      ![DNSNumber.any, DNSNumber.axfr, DNSNumber.ixfr].contains(question.type),
      let apex = zone.apex(of: question.name)
    else { return .refused }
    reply.setAuthoritative()
    guard let node = zone.node(question.name) else {
      addStartOfAuthority(apex, to: &reply)
      return .nameError
    }
    let records = records(of: question, node, apex)
    for data in records { reply.answer(question.type, timeToLive: zone.timeToLive, data) }
    if records.isEmpty { addStartOfAuthority(apex, to: &reply) }
    return .noError
  }

  /// The data of the records that answer a question.
  private func records(of question: DNSQuestion, _ node: DNSZone.Node, _ apex: DNSName) -> [[UInt8]] {
    switch question.type {
    case DNSNumber.a: node.v4.map { octets($0.bits) }
    case DNSNumber.aaaa: node.v6.map { octets($0.bits) }
    case DNSNumber.ptr: node.pointer.map { [$0.wire] } ?? []
    case DNSNumber.soa where question.name == apex: [startOfAuthority(apex)]
    case DNSNumber.ns where question.name == apex: [zone.server(of: apex).wire]
    default: []
    }
  }

  /// What makes a denial last no longer than an answer (RFC 2308, 3).
  private func addStartOfAuthority(_ apex: DNSName, to reply: inout DNSReply) {
    reply.authority(apex, DNSNumber.soa, timeToLive: zone.timeToLive, startOfAuthority(apex))
  }

  /// The data of an SOA record (RFC 1035, 3.3.13). Nobody copies this zone, so the times for that are the usual ones.
  private func startOfAuthority(_ apex: DNSName) -> [UInt8] {
    let numbers: [UInt32] = [1, 3600, 600, 86_400, zone.timeToLive]
    return zone.server(of: apex).wire + zone.mailbox(of: apex).wire + numbers.flatMap { octets($0) }
  }

  /// An integer, its most significant octet first.
  private func octets<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    stride(from: Value.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> Value($0)) }
  }
}
