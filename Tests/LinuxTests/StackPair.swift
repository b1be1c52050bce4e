import Glibc
import Linux
import SystemPackage

/// Two namespaces with a TAP device each, and a loop that carries frames from one to the other.
final class StackPair {
  struct Side: ~Copyable {
    let namespace: NetworkNamespace
    let tap: TapDevice
    let address: UInt32
  }

  let left: Side
  let right: Side
  private(set) var longestFrame = 0
  private(set) var framesWithPartialChecksum = 0

  init() throws {
    left = try StackPair.side(address: 0x0a00_0001)
    right = try StackPair.side(address: 0x0a00_0002)
  }

  private static func side(address: UInt32) throws -> Side {
    let namespace = try NetworkNamespace.create()
    try Sysctl.set(
      [("net.ipv6.conf.default.disable_ipv6", "1"), ("net.ipv4.ping_group_range", "0 2147483647")], in: namespace)
    let tap = try TapDevice.create(name: "eth0", in: namespace)
    var netlink = try NetlinkSocket(in: namespace)
    let index = try netlink.link(named: "eth0").index
    try netlink.perform([
      .setLink(index, LinkChange(isUp: true)),
      .addAddress(InterfaceAddress(InetPrefix(.v4(address), length: 24), on: index)),
    ])
    return Side(namespace: namespace, tap: tap, address: address)
  }

  /// Carries what waits, both ways, until there is no more.
  func forward() throws {
    while try move(left.tap, right.tap) || move(right.tap, left.tap) {}
  }

  /// Carries frames until `socket` can be read.
  func forward(until socket: borrowing OwnedDescriptor) throws {
    var ready = EventBuffer(capacity: 4)
    let poll = try EventPoll()
    try poll.add(left.tap.descriptor, .readable, token: 0)
    try poll.add(right.tap.descriptor, .readable, token: 0)
    try poll.add(socket, .readable, token: 1)
    while true {
      let count = try poll.wait(into: &ready, nanoseconds: 5_000_000_000)
      guard count > 0 else { throw Errno.timedOut }
      for index in 0..<count where ready[index].token == 1 { return }
      try forward()
    }
  }

  /// Moves one frame; false where there is none.
  private func move(_ from: borrowing TapDevice, _ to: borrowing TapDevice) throws -> Bool {
    try withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 8) { buffer in
      let length = RawIO.read(from.descriptor.raw, into: buffer)
      if length == -Int(EAGAIN) { return false }
      guard length >= TapDevice.headerLength else { throw Errno.ioError }
      longestFrame = max(longestFrame, length)
      // VIRTIO_NET_HDR_F_NEEDS_CSUM in the header's first octet.
      if buffer[0] & 1 != 0 { framesWithPartialChecksum += 1 }
      let written = RawIO.write(to.descriptor.raw, from: UnsafeRawBufferPointer(rebasing: buffer[..<length]))
      guard written == length else { throw Errno(rawValue: Int32(-written)) }
      return true
    }
  }
}

/// Sockets of the C library, for the programs' side of the tests.
enum Sockets {
  static let stream = Int32(SOCK_STREAM.rawValue)
  static let datagram = Int32(SOCK_DGRAM.rawValue)

  static func open(_ family: Int32, _ kind: Int32, _ protocolNumber: Int32) throws(Errno) -> OwnedDescriptor {
    let socket = Glibc.socket(family, kind | Int32(SOCK_CLOEXEC.rawValue), protocolNumber)
    guard socket >= 0 else { throw Errno(rawValue: errno) }
    return OwnedDescriptor(adopting: socket)
  }

  static func connect(_ socket: borrowing OwnedDescriptor, to address: UInt32, port: UInt16) throws(Errno) {
    var name = sockaddr_in(address, port)
    let raw = socket.raw
    let result = withUnsafePointer(to: &name) {
      Glibc.connect(
        raw, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    guard result == 0 else { throw Errno(rawValue: errno) }
  }

  static func listen(at address: UInt32, port: UInt16) throws(Errno) -> OwnedDescriptor {
    let socket = try open(AF_INET, stream, 0)
    var name = sockaddr_in(address, port)
    let raw = socket.raw
    let result = withUnsafePointer(to: &name) {
      bind(raw, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    guard result == 0, Glibc.listen(raw, 8) == 0 else { throw Errno(rawValue: errno) }
    return socket
  }

  static func accept(_ listener: borrowing OwnedDescriptor) throws(Errno) -> OwnedDescriptor {
    let socket = Glibc.accept(listener.raw, nil, nil)
    guard socket >= 0 else { throw Errno(rawValue: errno) }
    return OwnedDescriptor(adopting: socket)
  }
}

extension sockaddr_in {
  init(_ address: UInt32, _ port: UInt16) {
    self.init()
    sin_family = sa_family_t(AF_INET)
    sin_port = port.bigEndian
    sin_addr.s_addr = address.bigEndian
  }
}

extension OwnedDescriptor {
  /// Writes what there is room for.
  borrowing func writeOnce(_ bytes: [UInt8]) throws(Errno) -> Int {
    let written = bytes.withUnsafeBytes { RawIO.write(raw, from: $0) }
    guard written >= 0 else { throw Errno(rawValue: Int32(-written)) }
    return written
  }
}
