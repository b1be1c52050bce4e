import Foundation
import Linux
import SystemPackage
import Topology

/// Sockets of a host, opened from outside: made on a thread inside the host's namespace, they stay the host's wherever
/// they are used.
enum ListeningSocket {
  /// Opens, binds and, for TCP, listens on `port` of all addresses of both versions.
  static func open(_ port: ListenPort, in namespace: NetworkNamespace) throws(Errno) -> OwnedDescriptor {
    try namespace.perform { () throws(Errno) -> OwnedDescriptor in
      let kind = Int32(port.transport == .tcp ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue)
      let cloexec = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
      let socket = socket(AF_INET6, kind | cloexec, 0)
      guard socket >= 0 else { throw Errno(rawValue: errno) }
      let descriptor = OwnedDescriptor(adopting: socket)
      var (off, on): (Int32, Int32) = (0, 1)
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.port.bigEndian
      let size = socklen_t(MemoryLayout<sockaddr_in6>.size)
      unsafe setsockopt(socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &off, 4)
      unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, 4)
      let bound = unsafe withUnsafePointer(to: &address) { address in
        unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(socket, $0, size) }
      }
      guard bound == 0, port.transport == .udp || listen(socket, 128) == 0 else { throw Errno(rawValue: errno) }
      return descriptor
    }
  }
}
