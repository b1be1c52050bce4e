import Glibc
import Linux
import SystemPackage
import Testing

@Suite("passing descriptors")
struct DescriptorPassingTests {
  @Test("octets and descriptors arrive together, in order, and what is not taken is closed")
  func passing() throws {
    let sockets = try OwnedDescriptor.socketPair()
    let pipe = try OwnedDescriptor.pipe()
    let identities = (try pipe.first.identity(), try pipe.second.identity())
    try DescriptorMessage.send(
      Array("hello".utf8), descriptors: [pipe.first.raw, pipe.second.raw], over: sockets.first)
    var message = try DescriptorMessage.receive(upTo: 64, over: sockets.second)
    #expect(message.bytes == Array("hello".utf8))
    #expect(message.count == 2)
    let writer = try unwrap(message.take(1))
    #expect(try writer.identity() == identities.1)
    let reader = try unwrap(message.take(0))
    #expect(try reader.identity() == identities.0)
    #expect(takesNothing(&message, 0))
    #expect(takesNothing(&message, 2))
    #expect(takesNothing(&message, -1))
  }

  @Test("a descriptor that nobody takes is closed with its message")
  func untaken() throws {
    let sockets = try OwnedDescriptor.socketPair()
    let pipe = try OwnedDescriptor.pipe()
    let reader = pipe.first
    try DescriptorMessage.send([1], descriptors: [pipe.second.raw], over: sockets.first)
    close(pipe.second)
    try drop(DescriptorMessage.receive(upTo: 1, over: sockets.second))
    #expect(try reader.read(upTo: 1) == [])
  }

  @Test("more descriptors than there is room for is an error that leaves none open")
  func overflow() throws {
    let sockets = try OwnedDescriptor.socketPair()
    let pipe = try OwnedDescriptor.pipe()
    let reader = pipe.first
    try DescriptorMessage.send(
      [1], descriptors: [pipe.second.raw, pipe.second.raw, pipe.second.raw], over: sockets.first)
    close(pipe.second)
    #expect(throws: Errno(rawValue: EMSGSIZE)) {
      _ = try DescriptorMessage.receive(upTo: 1, descriptors: 2, over: sockets.second).count
    }
    #expect(try reader.read(upTo: 1) == [])
  }

  @Test("the end of the stream is no octets; no octets cannot be sent")
  func ends() throws {
    let sockets = try OwnedDescriptor.socketPair()
    #expect(throws: Errno.invalidArgument) { try DescriptorMessage.send([], descriptors: [], over: sockets.first) }
    let receiver = sockets.second
    close(sockets.first)
    let message = try DescriptorMessage.receive(upTo: 8, over: receiver)
    #expect(message.bytes == [])
    #expect(throws: Errno.brokenPipe) { try DescriptorMessage.send([1], descriptors: [], over: receiver) }
  }

  @Test("the peer of a socket pair is this process")
  func credentials() throws {
    let sockets = try OwnedDescriptor.socketPair()
    let peer = try PeerCredentials(of: sockets.first.raw)
    #expect(peer.process == getpid())
    #expect(peer.user == geteuid())
    #expect(peer.group == getegid())
  }

  private func end(_ descriptor: consuming OwnedDescriptor) {}
  private func drop(_ message: consuming DescriptorMessage) {}
  private func takesNothing(_ message: inout DescriptorMessage, _ index: Int) -> Bool {
    switch message.take(index) {
    case .some: false
    case .none: true
    }
  }
}

/// The value of an optional that has one.
func unwrap<Value: ~Copyable>(_ value: consuming Value?) throws -> Value {
  guard let value else { throw Errno.badAddress }
  return value
}
