import CLinux
public import SystemPackage

extension OwnedDescriptor {
  /// Opens a file, closed on exec. `flags` as in open(2); `mode` are the permissions of a file that is created.
  public static func open(_ path: String, flags: Int32, mode: UInt32 = 0o600) throws(Errno) -> OwnedDescriptor {
    OwnedDescriptor(adopting: try checked(unsafe lx_open(path, flags, mode)))
  }

  /// A pipe, closed on exec.
  public static func pipe() throws(Errno) -> DescriptorPair {
    var ends: (Int32, Int32) = (-1, -1)
    try checked(
      unsafe withUnsafeMutableBytes(of: &ends) { unsafe lx_pipe($0.baseAddress?.assumingMemoryBound(to: Int32.self)) })
    return DescriptorPair(first: OwnedDescriptor(adopting: ends.0), second: OwnedDescriptor(adopting: ends.1))
  }

  /// Two connected unix stream sockets, closed on exec.
  public static func socketPair() throws(Errno) -> DescriptorPair {
    var ends: (Int32, Int32) = (-1, -1)
    try checked(
      unsafe withUnsafeMutableBytes(of: &ends) {
        unsafe lx_socket_pair($0.baseAddress?.assumingMemoryBound(to: Int32.self))
      })
    return DescriptorPair(first: OwnedDescriptor(adopting: ends.0), second: OwnedDescriptor(adopting: ends.1))
  }

  /// Closes released descriptors, all at once, and returns when they are closed.
  ///
  /// The close of a TAP device takes the kernel about 16 ms of waiting; a hundred of them in turn are a second and a
  /// half, at once a tenth of that.
  public static func closeAll(_ released: [Int32]) {
    unsafe released.withUnsafeBufferPointer { unsafe lx_close_all($0.baseAddress, $0.count) }
  }

  /// Reads once, up to `count` octets; empty at the end of the file.
  public borrowing func read(upTo count: Int) throws(Errno) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let length = try checked(unsafe bytes.withUnsafeMutableBytes { unsafe RawIO.read(raw, into: $0) })
    bytes.removeLast(count - length)
    return bytes
  }

  /// Writes all of `bytes`.
  public borrowing func write(_ bytes: [UInt8]) throws(Errno) {
    var written = 0
    while written < bytes.count {
      written += try checked(
        unsafe bytes.withUnsafeBytes { unsafe RawIO.write(raw, from: UnsafeRawBufferPointer(rebasing: $0[written...])) }
      )
    }
  }

  /// Receives one datagram into `buffer` and returns its length, which is above the buffer's where it was cut.
  borrowing func receive(into buffer: inout [UInt8]) throws(Errno) -> Int {
    try checked(
      unsafe buffer.withUnsafeMutableBytes { unsafe RawIO.receive(raw, into: $0, flags: Int32(MSG_TRUNC)) })
  }

  /// Sends one datagram.
  borrowing func send(_ datagram: [UInt8]) throws(Errno) {
    try checked(unsafe datagram.withUnsafeBytes { unsafe RawIO.send(raw, from: $0) })
  }
}

/// The two ends of a pipe (read, written) or of a socket pair.
@frozen
public struct DescriptorPair: ~Copyable, Sendable {
  /// The end that is read; either end of a socket pair.
  public var first: OwnedDescriptor
  /// The end that is written; the other end of a socket pair.
  public var second: OwnedDescriptor
}
