import Foundation
import Services

/// Serves on a free port of the loopback address, on threads of its own, until it goes away: so that dig and curl can
/// ask.
final class LoopbackServer: @unchecked Sendable {
  struct Failed: Error { var what: String }

  let port: UInt16
  private let descriptors: [Int32]
  private let group = DispatchGroup()

  /// A stream server, and at the same port a datagram server where one is given.
  init(
    stream: @escaping @Sendable () -> any StreamResponder, datagram: (@Sendable ([UInt8]) -> [UInt8]?)? = nil
  ) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    port = try LoopbackServer.bind(listener, port: 0)
    guard listen(listener, 8) == 0 else { throw Failed(what: "listen") }
    var all = [listener]
    if datagram != nil {
      let receiver = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
      _ = try LoopbackServer.bind(receiver, port: port)
      all.append(receiver)
    }
    descriptors = all
    let group = group
    LoopbackServer.thread(in: group) { LoopbackServer.accept(listener, stream, group) }
    if let datagram, let receiver = all.last {
      LoopbackServer.thread(in: group) { LoopbackServer.answer(receiver, datagram) }
    }
  }

  /// Wakes the threads up, waits for their end, and closes the ports.
  func stop() {
    for descriptor in descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
    group.wait()
    for descriptor in descriptors { close(descriptor) }
  }

  private static func thread(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
    group.enter()
    Thread.detachNewThread {
      body()
      group.leave()
    }
  }

  private static func bind(_ descriptor: Int32, port: UInt16) throws -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    address.sin_port = port.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        Foundation.bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
      }
    }
    guard result else { throw Failed(what: "bind") }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func accept(
    _ listener: Int32, _ stream: @escaping @Sendable () -> any StreamResponder, _ group: DispatchGroup
  ) {
    while true {
      let connection = Foundation.accept(listener, nil, nil)
      guard connection >= 0 else { return }
      thread(in: group) {
        var responder = stream()
        var buffer = [UInt8](repeating: 0, count: 4096)
        var isOver = false
        while !isOver {
          let count = recv(connection, &buffer, buffer.count, 0)
          guard count > 0 else { break }
          let reply = responder.receive(Array(buffer[..<count]))
          if !reply.bytes.isEmpty { _ = send(connection, reply.bytes, reply.bytes.count, Int32(MSG_NOSIGNAL)) }
          isOver = reply.isLast
        }
        close(connection)
      }
    }
  }

  private static func answer(_ receiver: Int32, _ datagram: ([UInt8]) -> [UInt8]?) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      var peer = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isDone = withUnsafeMutablePointer(to: &peer) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
          let count = recvfrom(receiver, &buffer, buffer.count, 0, generic, &length)
          // A socket that was shut down receives nothing, from nobody.
          guard count > 0 || length > 0, count >= 0 else { return true }
          if let reply = datagram(Array(buffer[..<count])) {
            _ = sendto(receiver, reply, reply.count, 0, generic, length)
          }
          return false
        }
      }
      if isDone { return }
    }
  }
}
