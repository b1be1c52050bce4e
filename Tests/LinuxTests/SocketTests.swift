import Linux
import SystemPackage
import Testing

@Suite("Internet sockets")
struct SocketTests {
  /// More than anything here takes.
  private static let patience: Int64 = 10_000_000_000

  private static let loopbacks: [InetAddress] = [.v4(0x7f00_0001), .v6(high: 0, low: 1)]

  /// A namespace whose loopback interface is up.
  private func loopback() throws -> NetworkNamespace {
    let namespace = try NetworkNamespace.create()
    var netlink = try NetlinkSocket(in: namespace)
    try netlink.perform([.setLink(1, LinkChange(isUp: true))])
    return namespace
  }

  /// Two namespaces joined by a cable: 10.0.0.1 and fd00::1 at one end, and 2 at the other.
  private func cable(mtu: UInt32? = nil) throws -> (near: NetworkNamespace, far: NetworkNamespace) {
    let (near, far) = (try NetworkNamespace.create(), try NetworkNamespace.create())
    for namespace in [near, far] {
      try Sysctl.set("net.ipv6.conf.default.accept_dad", "0", in: namespace)
    }
    var netlink = try NetlinkSocket(in: near)
    try netlink.perform(.addVeth("eth0", peer: "eth0", in: far))
    for (number, namespace) in [near, far].enumerated() {
      var netlink = try NetlinkSocket(in: namespace)
      let index = try netlink.link(named: "eth0").index
      try Sysctl.set("net.ipv4.neigh.eth0.retrans_time_ms", "10", in: namespace)
      try netlink.perform([
        .setLink(1, LinkChange(isUp: true)),
        .setLink(index, LinkChange(isUp: true, mtu: mtu)),
        .addAddress(InterfaceAddress(InetPrefix(.v4(0x0a00_0001 + UInt32(number)), length: 24), on: index)),
        .addAddress(
          InterfaceAddress(InetPrefix(.v6(high: 0xfd00 << 48, low: 1 + UInt64(number)), length: 64), on: index)),
      ])
    }
    return (near, far)
  }

  /// What became of connecting: the kernel may answer before the call has returned.
  private func outcome(of socket: borrowing InetSocket, connectingTo peer: InetEndpoint) -> Errno? {
    do throws(Errno) {
      try socket.connect(to: peer)
      _ = try socket.wait(for: .writable, nanoseconds: Self.patience)
      return socket.takePendingError()
    } catch {
      return error
    }
  }

  @Test("an echo reply comes whole, from whom it was asked, with the time of its arrival", arguments: loopbacks)
  func echo(_ address: InetAddress) throws {
    let socket = try InetSocket(.icmp, reaching: address, in: loopback())
    try socket.connect(to: InetEndpoint(address))
    // Version 6 is given its checksum by the kernel; the sum over this request of version 4 is 0x0800 + 0x0102 + 0x0304.
    let isV4 = address.width == 32
    let request: [UInt8] = isV4 ? [8, 0, 0xf3, 0xf9, 1, 2, 3, 4] : [128, 0, 0, 0, 1, 2, 3, 4]
    let before = SystemClock.realtime()
    try socket.send(request[...])
    let readiness = try socket.wait(for: .readable, nanoseconds: Self.patience)
    #expect(readiness.events == .readable)
    var buffer = [UInt8](repeating: 0, count: 100)
    let arrival = try socket.receive(into: &buffer)
    let reply = buffer[(isV4 ? 20 : 0)..<arrival.count]
    #expect(reply.first == (isV4 ? 0 : 129))
    #expect(reply.suffix(4) == [1, 2, 3, 4])
    #expect(arrival.sender?.address == address)
    #expect(try #require(arrival.time) >= before && #require(arrival.time) <= SystemClock.realtime())
    // Of its own request, which came by the same interface, it is told nothing.
    do {
      _ = try socket.receive(into: &buffer)
      Issue.record("the socket was handed its own request")
    } catch { #expect(error == .wouldBlock) }
  }

  @Test("a datagram to a port that nobody has is an error with its source", arguments: loopbacks)
  func closedPort(_ address: InetAddress) throws {
    let socket = try InetSocket(.datagram, reaching: address, in: loopback())
    try socket.connect(to: InetEndpoint(address, port: 9))
    let before = socket.nextError()
    #expect(before == nil)
    try socket.send([1, 2, 3])
    let readiness = try socket.wait(for: .readable, nanoseconds: Self.patience)
    #expect(readiness.events.contains(.failed))
    let kept = socket.nextError()
    let error = try #require(kept)
    #expect(error.origin == (address.width == 32 ? .icmp4(type: 3, code: 3) : .icmp6(type: 1, code: 4)))
    #expect(error.errno == .connectionRefused)
    #expect(error.offender == address)
    #expect(error.destination == InetEndpoint(address, port: 9))
    #expect(error.packet == [1, 2, 3])
    #expect(error.arrival != nil)
    let after = socket.nextError()
    #expect(after == nil)
  }

  @Test("a reset is an error without an ICMP message", arguments: loopbacks)
  func refused(_ address: InetAddress) throws {
    let socket = try InetSocket(.stream, reaching: address, in: loopback())
    #expect(outcome(of: socket, connectingTo: InetEndpoint(address, port: 9)) == .connectionRefused)
    let kept = socket.nextError()
    #expect(kept == nil)
  }

  @Test("without a route nothing is sent")
  func noRoute() throws {
    for (address, kind) in [
      (InetAddress.v4(0x0a01_0203), InetSocket.Kind.stream), (.v6(high: 1 << 61, low: 1), .datagram),
    ] {
      let socket = try InetSocket(kind, reaching: address, in: loopback())
      #expect(outcome(of: socket, connectingTo: InetEndpoint(address, port: 9)) == .networkUnreachable)
    }
  }

  @Test("a packet that must stay whole and is too long for the interface names the interface's MTU")
  func tooLong() throws {
    let (near, _) = try cable(mtu: 1400)
    for (address, overhead) in [(InetAddress.v4(0x0a00_0002), 28), (.v6(high: 0xfd00 << 48, low: 2), 48)] {
      let socket = try InetSocket(.datagram, reaching: address, in: near)
      try socket.setUnfragmented(true)
      try socket.connect(to: InetEndpoint(address, port: 9))
      let octets = [UInt8](repeating: 0, count: 1400 - overhead + 1)
      do {
        try socket.send(octets[...])
        Issue.record("\(octets.count) octets went out")
      } catch { #expect(error == .messageTooLong) }
      let kept = socket.nextError()
      let error = try #require(kept)
      #expect(error.origin == .local)
      #expect(error.info == 1400)
      #expect(error.offender == nil)
      _ = socket.takePendingError()
      try socket.setUnfragmented(false)
      let sent = try socket.send(octets[...])
      #expect(sent == octets.count)
    }
  }

  @Test("what the peer has not acknowledged is counted")
  func acknowledgement() throws {
    let (near, far) = try cable()
    let listener = try far.perform { () throws(Errno) in try Sockets.listen(at: 0x0a00_0002, port: 7) }
    let socket = try InetSocket(.stream, reaching: .v4(0x0a00_0002), in: near)
    #expect(outcome(of: socket, connectingTo: InetEndpoint(.v4(0x0a00_0002), port: 7)) == nil)
    let peer = try Sockets.accept(listener)
    try socket.send([1, 2, 3])
    let read = try peer.read(upTo: 9)
    #expect(read == [1, 2, 3])
    while socket.unacknowledged > 0 { _ = try socket.wait(for: [], nanoseconds: 1_000_000) }
    // With the cable cut, nothing is acknowledged any more.
    var netlink = try NetlinkSocket(in: far)
    try netlink.perform(.setLink(try netlink.link(named: "eth0").index, LinkChange(isUp: false)))
    try socket.send([4, 5])
    #expect(socket.unacknowledged == 2)
    try socket.finish()
    #expect(socket.unacknowledged == 3)
  }

  @Test("a wait ends with its time, and when another descriptor can be read")
  func waiting() throws {
    let socket = try InetSocket(.datagram, reaching: .v4(0x7f00_0001), in: loopback())
    let counter = try EventCounter()
    let nothing = try socket.wait(for: .readable, interrupt: counter.descriptor.raw, nanoseconds: 1000)
    #expect(nothing == InetSocket.Readiness(events: [], isInterrupted: false))
    counter.signal()
    let interrupted = try socket.wait(for: .readable, interrupt: counter.descriptor.raw, nanoseconds: Self.patience)
    #expect(interrupted == InetSocket.Readiness(events: [], isInterrupted: true))
  }
}
