import Glibc
import Linux
import SystemPackage
import Testing

@Suite("packet sockets")
struct PacketSocketTests {
  @Test("a socket hears its interface's frames and not its own machine's, and gives the VLAN tag apart")
  func hearing() throws {
    let (here, there) = (try NetworkNamespace.create(), try NetworkNamespace.create())
    for namespace in [here, there] { try Sysctl.set("net.ipv6.conf.default.disable_ipv6", "1", in: namespace) }
    var netlink = try NetlinkSocket(in: here)
    var other = try NetlinkSocket(in: there)
    try netlink.perform(.addVeth("a", peer: "b", in: there))
    let index = try netlink.link(named: "a").index
    let far = try other.link(named: "b").index
    try netlink.perform(.setLink(index, LinkChange(isUp: true)))
    try other.perform(.setLink(far, LinkChange(isUp: true)))

    let listener = try PacketSocket.open(interface: index, in: here)
    let neighbour = try PacketSocket.open(interface: index, in: here)
    let sender = try PacketSocket.open(interface: far, in: there)

    let header = [UInt8](repeating: 0, count: TapDevice.headerLength)
    let plain = [2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 8, 0x88, 0xb5] + [UInt8](repeating: 7, count: 50)
    let tagged =
      [2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 8, 0x81, 0x00, 0x20, 0x2a, 0x88, 0xb5] + [UInt8](repeating: 8, count: 50)
    // What this machine sends there is not heard, not even by another socket.
    try neighbour.write(header + plain)
    try sender.write(header + plain)
    try sender.write(header + tagged)
    #expect(try receive(listener) == Received(frame: plain, tag: 0))
    var untagged = tagged
    untagged.removeSubrange(12..<16)
    #expect(try receive(listener) == Received(frame: untagged, tag: 0x8100_202a))
    #expect(throws: Errno.resourceTemporarilyUnavailable) { try receive(listener) }
  }

  @Test("an interface that does not exist is refused")
  func missing() throws {
    let namespace = try NetworkNamespace.create()
    #expect(throws: Errno(rawValue: ENODEV)) { _ = try PacketSocket.open(interface: 77, in: namespace).raw }
  }

  private struct Received: Equatable {
    let frame: [UInt8]
    let tag: UInt32
  }

  private func receive(_ socket: borrowing OwnedDescriptor) throws -> Received {
    var tag: UInt32 = 0
    var buffer = [UInt8](repeating: 0, count: 2048)
    let raw = socket.raw
    let length = buffer.withUnsafeMutableBytes { PacketSocket.receive(raw, into: $0, tag: &tag) }
    guard length >= 0 else { throw Errno(rawValue: Int32(-length)) }
    return Received(frame: Array(buffer[TapDevice.headerLength..<length]), tag: tag)
  }
}
