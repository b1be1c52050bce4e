/// The first eight octets of an ICMP message as a value (RFC 792). The body follows them: the data of an echo, or the
/// datagram that an error quotes.
public enum ICMPv4Message: Hashable, Sendable {
  /// Asks for an echo reply with the same identifier, sequence number and data.
  case echoRequest(identifier: UInt16, sequence: UInt16)
  /// Answers an echo request.
  case echoReply(identifier: UInt16, sequence: UInt16)
  /// The quoted datagram could not be delivered; `nextHopMTU` counts with ``ICMPv4Unreachable/fragmentationNeeded``
  /// alone (RFC 1191, 4), else it is 0.
  case destinationUnreachable(ICMPv4Unreachable, nextHopMTU: UInt16)
  /// The quoted datagram would do better by way of `gateway`; code 0 is for a network, 1 for a host.
  case redirect(code: UInt8, gateway: IPv4Address)
  /// The quoted datagram's time ran out: code 0 in transit, 1 while a host waited for fragments.
  case timeExceeded(code: UInt8)
  /// The octet at `pointer` of the quoted datagram's header makes no sense.
  case parameterProblem(code: UInt8, pointer: UInt8)
  /// Any other message.
  case other(type: ICMPv4Type, code: UInt8, rest: UInt32)

  /// Copies the message's first eight octets out of a view; a length field (RFC 4884) is left out.
  public init(_ view: borrowing ICMPv4View) {
    let (code, rest) = (view.code, view.rest)
    switch (view.type, code) {
    case (.echoRequest, 0): self = .echoRequest(identifier: view.identifier, sequence: view.sequence)
    case (.echoReply, 0): self = .echoReply(identifier: view.identifier, sequence: view.sequence)
    case (.destinationUnreachable, _):
      self = .destinationUnreachable(
        ICMPv4Unreachable(rawValue: code), nextHopMTU: UInt16(truncatingIfNeeded: rest))
    case (.redirect, _): self = .redirect(code: code, gateway: IPv4Address(bits: rest))
    case (.timeExceeded, _): self = .timeExceeded(code: code)
    case (.parameterProblem, _):
      self = .parameterProblem(code: code, pointer: UInt8(truncatingIfNeeded: rest >> 24))
    default: self = .other(type: view.type, code: code, rest: rest)
    }
  }

  /// What kind of message it is.
  public var type: ICMPv4Type {
    switch self {
    case .echoRequest: .echoRequest
    case .echoReply: .echoReply
    case .destinationUnreachable: .destinationUnreachable
    case .redirect: .redirect
    case .timeExceeded: .timeExceeded
    case .parameterProblem: .parameterProblem
    case .other(let type, _, _): type
    }
  }

  /// Which message of its kind.
  public var code: UInt8 {
    switch self {
    case .echoRequest, .echoReply: 0
    case .destinationUnreachable(let reason, _): reason.rawValue
    case .redirect(let code, _), .timeExceeded(let code), .parameterProblem(let code, _), .other(_, let code, _): code
    }
  }

  /// The four octets whose meaning the type decides.
  public var rest: UInt32 {
    switch self {
    case .echoRequest(let identifier, let sequence), .echoReply(let identifier, let sequence):
      UInt32(identifier) << 16 | UInt32(sequence)
    case .destinationUnreachable(_, let nextHopMTU): UInt32(nextHopMTU)
    case .redirect(_, let gateway): gateway.bits
    case .timeExceeded: 0
    case .parameterProblem(_, let pointer): UInt32(pointer) << 24
    case .other(_, _, let rest): rest
    }
  }

  /// Writes the 8 octets at `offset` with checksum 0, for ``TransportChecksum`` to complete once the body is there;
  /// false, and nothing is written, where there is no room.
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(ICMPv4View.length, at: offset) else { return false }
    bytes.setOctet(type.rawValue, at: offset)
    bytes.setOctet(code, at: offset + 1)
    bytes.setUInt16(0, at: offset + 2)
    bytes.setUInt32(rest, at: offset + 4)
    return true
  }
}

/// Why a datagram could not be delivered (RFC 792; RFC 1122, 3.2.2.1; RFC 1812, 5.2.7.1).
public struct ICMPv4Unreachable: RawRepresentable, Hashable, Sendable {
  /// The code on the wire.
  public let rawValue: UInt8

  /// Makes a reason of its code.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// No route to the network.
  @inlinable public static var network: ICMPv4Unreachable { ICMPv4Unreachable(rawValue: 0) }
  /// The host does not answer on its link.
  @inlinable public static var host: ICMPv4Unreachable { ICMPv4Unreachable(rawValue: 1) }
  /// The host does not speak the protocol.
  @inlinable public static var `protocol`: ICMPv4Unreachable { ICMPv4Unreachable(rawValue: 2) }
  /// Nothing listens on the port.
  @inlinable public static var port: ICMPv4Unreachable { ICMPv4Unreachable(rawValue: 3) }
  /// The datagram is too large for the next link and may not be taken apart.
  @inlinable public static var fragmentationNeeded: ICMPv4Unreachable { ICMPv4Unreachable(rawValue: 4) }
  /// The source route failed.
  @inlinable public static var sourceRouteFailed: ICMPv4Unreachable { ICMPv4Unreachable(rawValue: 5) }
  /// The network is forbidden to the sender.
  @inlinable public static var networkProhibited: ICMPv4Unreachable { ICMPv4Unreachable(rawValue: 9) }
  /// The host is forbidden to the sender.
  @inlinable public static var hostProhibited: ICMPv4Unreachable { ICMPv4Unreachable(rawValue: 10) }
  /// A filter forbids it (RFC 1812, 5.2.7.1).
  @inlinable public static var prohibited: ICMPv4Unreachable { ICMPv4Unreachable(rawValue: 13) }
}
