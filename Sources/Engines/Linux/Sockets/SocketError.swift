import CLinux
public import SystemPackage

/// An error that came for a packet that a socket had sent, as the kernel's error queue keeps it (ip(7), IP_RECVERR).
public struct SocketError: Hashable, Sendable {
  /// Who says so.
  public enum Origin: Hashable, Sendable {
    /// The machine's own stack, before anything was sent.
    case local
    /// An ICMP message of version 4 (RFC 792), with its type and code.
    case icmp4(type: UInt8, code: UInt8)
    /// An ICMP message of version 6 (RFC 4443), with its type and code.
    case icmp6(type: UInt8, code: UInt8)
    /// Something else.
    case other(UInt8)
  }

  /// What calls on the socket would fail with.
  public var errno: Errno
  /// Who says so.
  public var origin: Origin
  /// The MTU, where the packet was longer.
  public var info: UInt32
  /// Who sent the message; `nil` for the machine's own stack.
  public var offender: InetAddress?
  /// Where the packet was to go.
  public var destination: InetEndpoint?
  /// When the message arrived, by `SystemClock.realtime()`; `nil` where the kernel does not say.
  public var arrival: Int64?
  /// The first octets of the packet, from behind its IP header (UDP: from behind the UDP header).
  public var packet: [UInt8]

  /// Reads what the kernel wrote.
  init(_ error: lx_socket_error, packet: [UInt8]) {
    errno = Errno(rawValue: error.number)
    switch error.origin {
    case 1: origin = .local
    case 2: origin = .icmp4(type: error.type, code: error.code)
    case 3: origin = .icmp6(type: error.type, code: error.code)
    default: origin = .other(error.origin)
    }
    info = error.info
    offender = InetEndpoint(error.offender).map(\.address)
    destination = InetEndpoint(error.destination)
    arrival = error.arrival == 0 ? nil : error.arrival
    self.packet = packet
  }
}
