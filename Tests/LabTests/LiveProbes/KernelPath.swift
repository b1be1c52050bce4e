import Glibc
import Linux
import SystemPackage

/// Three network namespaces in a row, all of them the kernel's own stacks: a host, a router, a host.
///
/// ```
///   left 10.0.1.2 ──── 10.0.1.1 router 10.0.2.1 ──── 10.0.2.2 right
///        fd01::2       fd01::1         fd02::1       fd02::2
/// ```
final class KernelPath: Sendable {
  let left: NetworkNamespace
  let router: NetworkNamespace
  let right: NetworkNamespace

  /// `mtu` is that of the cable on the right.
  init(mtu: UInt32? = nil) throws {
    (left, router, right) = (
      try NetworkNamespace.create(), try NetworkNamespace.create(), try NetworkNamespace.create()
    )
    for namespace in [left, router, right] {
      try Sysctl.set(
        [
          ("net.ipv6.conf.default.accept_dad", "0"), ("net.ipv4.icmp_ratelimit", "0"), ("net.ipv6.icmp.ratelimit", "0"),
        ], in: namespace)
    }
    try Sysctl.set([("net.ipv4.ip_forward", "1"), ("net.ipv6.conf.all.forwarding", "1")], in: router)
    var netlink = try NetlinkSocket(in: router)
    try netlink.perform([.addVeth("left", peer: "eth0", in: left), .addVeth("right", peer: "eth0", in: right)])
    try configure(left, "eth0", net: 1, host: 2, gateway: true)
    try configure(router, "left", net: 1, host: 1)
    try configure(router, "right", net: 2, host: 1, mtu: mtu)
    try configure(right, "eth0", net: 2, host: 2, mtu: mtu, gateway: true)
  }

  private func configure(
    _ namespace: NetworkNamespace, _ name: String, net: UInt32, host: UInt32, mtu: UInt32? = nil, gateway: Bool = false
  ) throws {
    var netlink = try NetlinkSocket(in: namespace)
    let index = try netlink.link(named: name).index
    let high = UInt64(0xfd00 + net) << 48
    try Sysctl.set(
      [("net.ipv4.neigh.\(name).retrans_time_ms", "10"), ("net.ipv6.neigh.\(name).retrans_time_ms", "10")],
      in: namespace)
    try netlink.perform([
      .setLink(1, LinkChange(isUp: true)),
      .setLink(index, LinkChange(isUp: true, mtu: mtu)),
      .addAddress(InterfaceAddress(InetPrefix(.v4(0x0a00_0000 + net << 8 + host), length: 24), on: index)),
      .addAddress(InterfaceAddress(InetPrefix(.v6(high: high, low: UInt64(host)), length: 64), on: index)),
    ])
    guard gateway else { return }
    try netlink.perform([
      .addRoute(Route(to: .anyV4, via: .v4(0x0a00_0001 + net << 8))),
      .addRoute(Route(to: .anyV6, via: .v6(high: high, low: 1))),
    ])
  }

  /// Runs a command of a shell in a namespace, and waits for its end.
  func run(_ command: String, in namespace: NetworkNamespace) throws {
    let path = String(cString: getenv("PATH"))
    let program = try RunningProgram.start(
      Program(["/bin/sh", "-c", command], environment: ["PATH=\(path)"], standardOutput: nil, standardError: nil),
      in: [namespace.descriptor.raw])
    guard try program.wait().rawValue == 0 else { throw Errno.invalidArgument }
  }
}

/// A server of one port, over both versions, on a thread of its own; it ends with this object.
final class PortServer: Sendable {
  /// What it does with a connection or datagram.
  enum Habit: Sendable {
    /// Sends back what comes.
    case echo
    /// Says this and closes.
    case greet(String)
    /// Reads, and says nothing.
    case sink
  }

  private let stop: EventCounter

  init(_ kind: __socket_type, port: UInt16, _ habit: Habit, in namespace: NetworkNamespace) throws {
    let socket = try namespace.perform { () throws(Errno) in
      let raw = Glibc.socket(AF_INET6, Int32(kind.rawValue), 0)
      guard raw >= 0 else { throw Errno(rawValue: errno) }
      let socket = OwnedDescriptor(adopting: raw)
      var name = sockaddr_in6()
      name.sin6_family = sa_family_t(AF_INET6)
      name.sin6_port = port.bigEndian
      let result = withUnsafePointer(to: &name) {
        bind(
          raw, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
      guard result == 0, kind != SOCK_STREAM || listen(raw, 8) == 0 else { throw Errno(rawValue: errno) }
      return socket
    }
    stop = try EventCounter()
    let end = try stop.descriptor.duplicate().release()
    let raw = socket.release()
    try SystemThread.start(name: "test-server") {
      PortServer.serve(raw, end, isStream: kind == SOCK_STREAM, habit)
      close(raw)
      close(end)
    }
  }

  deinit { stop.signal() }

  private static func canRead(_ socket: Int32, _ end: Int32) -> Bool {
    var waiting = [
      pollfd(fd: socket, events: Int16(POLLIN), revents: 0), pollfd(fd: end, events: Int16(POLLIN), revents: 0),
    ]
    return poll(&waiting, 2, -1) > 0 && waiting[1].revents == 0
  }

  private static func serve(_ socket: Int32, _ end: Int32, isStream: Bool, _ habit: Habit) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while canRead(socket, end) {
      guard isStream else {
        var name = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        withUnsafeMutablePointer(to: &name) { pointer in
          let address = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sockaddr.self)
          let count = recvfrom(socket, &buffer, buffer.count, 0, address, &size)
          if case .echo = habit, count >= 0 { sendto(socket, buffer, count, 0, address, size) }
        }
        continue
      }
      let peer = accept(socket, nil, nil)
      converse(peer, end, habit, &buffer)
      close(peer)
    }
  }

  private static func converse(_ peer: Int32, _ end: Int32, _ habit: Habit, _ buffer: inout [UInt8]) {
    if case .greet(let text) = habit {
      _ = send(peer, text, text.utf8.count, Int32(MSG_NOSIGNAL))
      return
    }
    while canRead(peer, end) {
      let count = recv(peer, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      if case .echo = habit, send(peer, buffer, count, Int32(MSG_NOSIGNAL)) < 0 { return }
    }
  }
}
