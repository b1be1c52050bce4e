import Glibc
import Linux
import SystemPackage
import Testing

@Suite("TAP devices")
struct TapDeviceTests {
  @Test("a device has the name, kind and offloads that were asked for, and goes with its descriptor")
  func lifetime() throws {
    let namespace = try NetworkNamespace.create()
    var netlink = try NetlinkSocket(in: namespace)
    do {
      let tap = try TapDevice.create(name: "eth0", in: namespace, offloads: .tcp)
      #expect(tap.name == "eth0")
      #expect(tap.offloads == .tcp)
      #expect(try netlink.link(named: "eth0").kind == "tun")
      let full = try TapDevice.create(name: "", in: namespace)
      print("offloads of this kernel: \(full.offloads)")
      #expect(full.name == "tap0")
      #expect(full.offloads.isSuperset(of: .tcp))
    }
    try eventually { try netlink.links().map(\.name) == ["lo"] }
  }

  @Test("a name that is taken or is none throws an error that says so")
  func names() throws {
    let namespace = try NetworkNamespace.create()
    let tap = try TapDevice.create(name: "eth0", in: namespace)
    #expect(throws: Errno.resourceBusy) { _ = try TapDevice.create(name: tap.name, in: namespace).name }
    var netlink = try NetlinkSocket(in: namespace)
    try netlink.perform(.addVeth("d0", peer: "e0"))
    #expect(throws: Errno.resourceBusy) { _ = try TapDevice.create(name: "d0", in: namespace).name }
    #expect(throws: Errno.fileNameTooLong) { _ = try TapDevice.create(name: "sixteen-octets-x", in: namespace).name }
    for name in ["a/b", "a b", "tap%d", "."] {
      #expect(throws: Errno.invalidArgument) { _ = try TapDevice.create(name: name, in: namespace).name }
    }
  }

  @Test("many devices are closed at once, and all are gone")
  func closingMany() throws {
    let namespaces = try (0..<40).map { _ in try NetworkNamespace.create() }
    let released = try namespaces.map { namespace in
      // A copy is as good as the descriptor itself: the device lives until the last is closed.
      try TapDevice.create(name: "eth0", in: namespace).descriptor.duplicate().release()
    }
    for namespace in namespaces {
      var netlink = try NetlinkSocket(in: namespace)
      #expect(try netlink.links().map(\.name) == ["lo", "eth0"])
    }
    OwnedDescriptor.closeAll(released)
    // A process that another test is just starting may hold a copy for a moment.
    try eventually {
      try namespaces.allSatisfy { namespace in
        var netlink = try NetlinkSocket(in: namespace)
        return try netlink.links().map(\.name) == ["lo"]
      }
    }
    OwnedDescriptor.closeAll([])
  }

  @Test("a multi-queue device takes further queues, another device does not")
  func queues() throws {
    let namespace = try NetworkNamespace.create()
    let many = try TapDevice.create(name: "many", in: namespace, multiQueue: true)
    let second = try many.addQueue(in: namespace)
    #expect(second.name == "many")
    let single = try TapDevice.create(name: "single", in: namespace)
    #expect(throws: Errno.invalidArgument) { _ = try single.addQueue(in: namespace).name }
  }

  @Test("two kernels' stacks ping each other through a loop that moves frames between two devices")
  func ping() throws {
    let pair = try StackPair()
    let socket = try pair.left.namespace.perform { () throws(Errno) in
      try Sockets.open(AF_INET, Sockets.datagram, Int32(IPPROTO_ICMP))
    }
    try Sockets.connect(socket, to: pair.right.address, port: 0)
    // An echo request (RFC 792); the kernel fills in identifier and checksum.
    try socket.write([8, 0, 0, 0, 0, 0, 0, 1] + Array("weft".utf8))
    try pair.forward(until: socket)
    let reply = try socket.read(upTo: 64)
    #expect(reply.first == 0)
    #expect(reply.suffix(4) == Array("weft".utf8)[...])
  }

  @Test("a TCP stream passes as segments above the MTU, with checksums left to the receiver")
  func segmentationOffload() throws {
    let pair = try StackPair()
    let address = pair.right.address
    let listener = try pair.right.namespace.perform { () throws(Errno) in try Sockets.listen(at: address, port: 80) }
    let client = try pair.left.namespace.perform { () throws(Errno) in try Sockets.open(AF_INET, Sockets.stream, 0) }
    try client.setNonBlocking()
    #expect(throws: Errno.nowInProgress) { try Sockets.connect(client, to: pair.right.address, port: 80) }
    try pair.forward(until: listener)
    let server = try Sockets.accept(listener)
    try server.setNonBlocking()

    let message = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    var received: [UInt8] = []
    var sent = 0
    while received.count < message.count {
      if sent < message.count, let written = try? client.writeOnce(Array(message[sent...].prefix(100_000))) {
        sent += written
      }
      try pair.forward()
      while let bytes = try? server.read(upTo: 1 << 17), !bytes.isEmpty { received += bytes }
    }
    #expect(received == message)
    #expect(pair.longestFrame > 10_000)
    #expect(pair.framesWithPartialChecksum > 0)
  }
}
