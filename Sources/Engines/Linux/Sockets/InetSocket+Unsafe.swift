import CLinux
public import SystemPackage

/// A non-blocking socket of IPv4 or IPv6: what a program at a host would use, with the errors that a program rarely looks
/// at. Made inside a namespace, it belongs there wherever it is used.
///
/// ```
/// let socket = try InetSocket(.datagram, reaching: peer.address, in: namespace)
/// try socket.connect(to: peer)
/// try socket.send(question)
/// if try socket.wait(for: .readable, nanoseconds: 2_000_000_000).contains(.failed) { socket.nextError() }
/// ```
public struct InetSocket: ~Copyable, Sendable {
  /// What is sent over it.
  public enum Kind: Hashable, Sendable {
    /// TCP (RFC 9293).
    case stream
    /// UDP (RFC 768).
    case datagram
    /// Whole ICMP messages (RFC 792, RFC 4443); of those that come, echo replies alone. What comes by IPv4 has its IP
    /// header in front; the checksum of what goes by IPv6 is filled in. `EPERM` without CAP_NET_RAW.
    case icmp

    var system: lx_socket_kind {
      switch self {
      case .stream: lx_socket_stream
      case .datagram: lx_socket_datagram
      case .icmp: lx_socket_icmp
      }
    }
  }

  /// The open socket.
  public let descriptor: OwnedDescriptor
  private let family: Int32

  /// Opens a socket, for peers of the version of `address`, in `namespace`. Errors that come for what it sends are kept
  /// for `nextError`, and arrivals are stamped.
  public init(_ kind: Kind, reaching address: InetAddress, in namespace: NetworkNamespace) throws(Errno) {
    let family = Int32(address.family)
    let opened = try namespace.perform { () throws(Errno) -> OwnedDescriptor in
      OwnedDescriptor(adopting: try checked(lx_socket_open(family, kind.system)))
    }
    try checked(lx_socket_keep_errors(opened.raw, family, 1))
    try checked(lx_socket_stamp_arrivals(opened.raw, 1))
    descriptor = opened
    self.family = family
  }

  /// Whether errors are kept for `nextError`. Once they are not, a TCP connection bears those that may pass.
  public borrowing func keepErrors(_ on: Bool) throws(Errno) {
    try checked(lx_socket_keep_errors(descriptor.raw, family, on ? 1 : 0))
  }

  /// Whether packets must go out whole and stay so (IPv4: DF). `EMSGSIZE` comes for one that is longer than the
  /// interface carries; what earlier packets taught the host about the path is left aside.
  public borrowing func setUnfragmented(_ on: Bool) throws(Errno) {
    try checked(lx_socket_set_unfragmented(descriptor.raw, family, on ? 1 : 0))
  }

  /// Time to live, or hop limit, of what is sent from now on, 1…255.
  public borrowing func setHopLimit(_ hops: Int) throws(Errno) {
    try checked(lx_socket_set_hop_limit(descriptor.raw, family, Int32(clamping: hops)))
  }

  /// Of echo replies, receives from now on those with this identifier alone: those of others do not fill its buffer. For
  /// sockets of the kind `icmp`.
  public borrowing func acceptEchoes(identifier: UInt16) throws(Errno) {
    try checked(lx_socket_accept_echoes(descriptor.raw, family, identifier))
  }

  /// Connects, or begins to. True where it is connected at once, as it is with datagrams; else the socket is writable when
  /// it is connected, and failed when it will not be. `ENETUNREACH`: no route.
  @discardableResult
  public borrowing func connect(to peer: InetEndpoint) throws(Errno) -> Bool {
    var peer = peer.system
    return try checked(unsafe lx_socket_connect(descriptor.raw, &peer)) == 1
  }

  /// The address and port that it sends from; `nil` where there is none yet.
  public var localEndpoint: InetEndpoint? {
    var local = lx_endpoint()
    guard unsafe lx_socket_local(descriptor.raw, &local) == 0 else { return nil }
    return InetEndpoint(local)
  }

  /// Sends octets, to the connected peer where `peer` is `nil`. On a stream: as many as there is room for. `EAGAIN`
  /// where there is none, or whatever error came for an earlier packet.
  @discardableResult
  public borrowing func send(_ bytes: ArraySlice<UInt8>, to peer: InetEndpoint? = nil) throws(Errno) -> Int {
    var system = peer?.system ?? lx_endpoint()
    return try checked(
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe withUnsafePointer(to: &system) { system in
          unsafe lx_socket_send(descriptor.raw, bytes.baseAddress, bytes.count, peer == nil ? nil : system)
        }
      })
  }

  /// Receives one message, or what has come of a stream (0: its end), into `buffer`. `EAGAIN` where there is nothing.
  public borrowing func receive(into buffer: inout [UInt8]) throws(Errno) -> Arrival {
    var peer = lx_endpoint()
    var arrival: Int64 = 0
    let count = try checked(
      unsafe buffer.withUnsafeMutableBytes { buffer in
        unsafe lx_socket_receive(descriptor.raw, buffer.baseAddress, buffer.count, &peer, &arrival)
      })
    return Arrival(count: count, sender: InetEndpoint(peer), time: arrival == 0 ? nil : arrival)
  }

  /// Something that was received.
  public struct Arrival: Hashable, Sendable {
    /// Octets stored.
    public var count: Int
    /// Who sent it; `nil` on a stream.
    public var sender: InetEndpoint?
    /// When it came, by `SystemClock.realtime()`; `nil` where the kernel does not say.
    public var time: Int64?
  }

  /// Takes the error that was kept first; `nil` where there is none.
  public borrowing func nextError() -> SocketError? {
    var error = lx_socket_error()
    var packet = [UInt8](repeating: 0, count: 64)
    let count = unsafe packet.withUnsafeMutableBytes { packet in
      unsafe lx_socket_next_error(descriptor.raw, packet.baseAddress, packet.count, &error)
    }
    return count < 0 ? nil : SocketError(error, packet: Array(packet.prefix(count)))
  }

  /// Takes the error that calls on the socket would fail with; `nil` where there is none.
  public borrowing func takePendingError() -> Errno? {
    let number = lx_socket_pending_error(descriptor.raw)
    return number == 0 ? nil : Errno(rawValue: number)
  }

  /// Octets of a connection that the peer has not acknowledged yet, those included that wait to be sent; the end of the
  /// sending half counts as one.
  public var unacknowledged: Int { max(0, Int(lx_socket_unacknowledged(descriptor.raw))) }

  /// Ends the sending half of a connection: the peer reads the end once it has all octets.
  public borrowing func finish() throws(Errno) { try checked(lx_socket_finish(descriptor.raw)) }

  /// What ended a wait.
  public struct Readiness: Hashable, Sendable {
    /// What the socket is ready for; nothing after the time, or a signal.
    public var events: EventInterest
    /// The other descriptor can be read.
    public var isInterrupted: Bool

    /// Makes it of its parts.
    public init(events: EventInterest, isInterrupted: Bool) {
      self.events = events
      self.isInterrupted = isInterrupted
    }
  }

  /// Waits until the socket is ready for `interest`, has failed, or `interrupt` can be read; at most `nanoseconds`.
  public borrowing func wait(
    for interest: EventInterest, interrupt: Int32? = nil, nanoseconds: Int64
  ) throws(Errno) -> Readiness {
    let result = try checked(
      lx_socket_wait(
        descriptor.raw, Int32(truncatingIfNeeded: interest.rawValue), interrupt ?? -1, max(0, nanoseconds)))
    return Readiness(events: EventInterest(rawValue: UInt32(result & 0xffff)), isInterrupted: result & 0x10000 != 0)
  }
}
