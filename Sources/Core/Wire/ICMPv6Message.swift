/// The first eight octets of an ICMPv6 message as a value (RFC 4443). The body follows them: the data of an echo, or
/// the datagram that an error quotes. Neighbour discovery has values of its own.
public enum ICMPv6Message: Hashable, Sendable {
  /// Asks for an echo reply with the same identifier, sequence number and data.
  case echoRequest(identifier: UInt16, sequence: UInt16)
  /// Answers an echo request.
  case echoReply(identifier: UInt16, sequence: UInt16)
  /// The quoted datagram could not be delivered.
  case destinationUnreachable(ICMPv6Unreachable)
  /// The quoted datagram is longer than `mtu` octets, which is what the next link carries.
  case packetTooBig(mtu: UInt32)
  /// The quoted datagram's time ran out: code 0 in transit, 1 while a host waited for fragments.
  case timeExceeded(code: UInt8)
  /// The octet at `pointer` of the quoted datagram makes no sense: code 0 an erroneous field, 1 an unknown next header,
  /// 2 an unknown option.
  case parameterProblem(code: UInt8, pointer: UInt32)
  /// Any other message.
  case other(type: ICMPv6Type, code: UInt8, rest: UInt32)

  /// Copies the message's first eight octets out of a view; a length field (RFC 4884) is left out.
  public init(_ view: borrowing ICMPv6View) {
    let (code, rest) = (view.code, view.rest)
    switch (view.type, code) {
    case (.echoRequest, 0): self = .echoRequest(identifier: view.identifier, sequence: view.sequence)
    case (.echoReply, 0): self = .echoReply(identifier: view.identifier, sequence: view.sequence)
    case (.destinationUnreachable, _): self = .destinationUnreachable(ICMPv6Unreachable(rawValue: code))
    case (.packetTooBig, 0): self = .packetTooBig(mtu: rest)
    case (.timeExceeded, _): self = .timeExceeded(code: code)
    case (.parameterProblem, _): self = .parameterProblem(code: code, pointer: rest)
    default: self = .other(type: view.type, code: code, rest: rest)
    }
  }

  /// What kind of message it is.
  public var type: ICMPv6Type {
    switch self {
    case .echoRequest: .echoRequest
    case .echoReply: .echoReply
    case .destinationUnreachable: .destinationUnreachable
    case .packetTooBig: .packetTooBig
    case .timeExceeded: .timeExceeded
    case .parameterProblem: .parameterProblem
    case .other(let type, _, _): type
    }
  }

  /// Which message of its kind.
  public var code: UInt8 {
    switch self {
    case .echoRequest, .echoReply, .packetTooBig: 0
    case .destinationUnreachable(let reason): reason.rawValue
    case .timeExceeded(let code), .parameterProblem(let code, _), .other(_, let code, _): code
    }
  }

  /// The four octets whose meaning the type decides.
  public var rest: UInt32 {
    switch self {
    case .echoRequest(let identifier, let sequence), .echoReply(let identifier, let sequence):
      UInt32(identifier) << 16 | UInt32(sequence)
    case .destinationUnreachable, .timeExceeded: 0
    case .packetTooBig(let mtu): mtu
    case .parameterProblem(_, let pointer): pointer
    case .other(_, _, let rest): rest
    }
  }

  /// Writes the 8 octets at `offset` with checksum 0, for ``TransportChecksum`` to complete once the body is there;
  /// false, and nothing is written, where there is no room.
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(ICMPv6View.length, at: offset) else { return false }
    bytes.setOctet(type.rawValue, at: offset)
    bytes.setOctet(code, at: offset + 1)
    bytes.setUInt16(0, at: offset + 2)
    bytes.setUInt32(rest, at: offset + 4)
    return true
  }
}

/// Why a datagram could not be delivered (RFC 4443, 3.1).
public struct ICMPv6Unreachable: RawRepresentable, Hashable, Sendable {
  /// The code on the wire.
  public let rawValue: UInt8

  /// Makes a reason of its code.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// No route to the destination.
  @inlinable public static var noRoute: ICMPv6Unreachable { ICMPv6Unreachable(rawValue: 0) }
  /// A filter forbids it.
  @inlinable public static var prohibited: ICMPv6Unreachable { ICMPv6Unreachable(rawValue: 1) }
  /// The destination is outside the scope of the source address.
  @inlinable public static var beyondScope: ICMPv6Unreachable { ICMPv6Unreachable(rawValue: 2) }
  /// The host does not answer on its link.
  @inlinable public static var address: ICMPv6Unreachable { ICMPv6Unreachable(rawValue: 3) }
  /// Nothing listens on the port.
  @inlinable public static var port: ICMPv6Unreachable { ICMPv6Unreachable(rawValue: 4) }
  /// The source address is refused on its way out or in.
  @inlinable public static var sourcePolicy: ICMPv6Unreachable { ICMPv6Unreachable(rawValue: 5) }
  /// The route says to refuse.
  @inlinable public static var rejectRoute: ICMPv6Unreachable { ICMPv6Unreachable(rawValue: 6) }
}
