public import CLinux

/// System calls of the packet path: no error is thrown, nothing is allocated, the buffer is the caller's.
///
/// Every function returns what the kernel returned, or the negative errno: `-EAGAIN` where a non-blocking descriptor
/// has nothing to give or take. An interrupted call is repeated.
@unsafe
public enum RawIO {
  /// Reads once; 0 at the end of the file. On a TAP device: one frame, cut to the buffer.
  @inlinable @inline(__always)
  public static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    unsafe lx_read(descriptor, buffer.baseAddress, buffer.count)
  }

  /// Writes once. On a TAP device: one frame.
  @inlinable @inline(__always)
  public static func write(_ descriptor: Int32, from buffer: UnsafeRawBufferPointer) -> Int {
    unsafe lx_write(descriptor, buffer.baseAddress, buffer.count)
  }

  /// Reads once into several buffers in turn: the way to take a frame into a chain of buffers. At most 1,024 parts.
  @inlinable @inline(__always)
  public static func read(_ descriptor: Int32, into parts: UnsafeBufferPointer<iovec>) -> Int {
    unsafe lx_readv(descriptor, parts.baseAddress, Int32(truncatingIfNeeded: parts.count))
  }

  /// Writes several buffers as one: the way to send a frame from a chain of buffers. At most 1,024 parts.
  @inlinable @inline(__always)
  public static func write(_ descriptor: Int32, from parts: UnsafeBufferPointer<iovec>) -> Int {
    unsafe lx_writev(descriptor, parts.baseAddress, Int32(truncatingIfNeeded: parts.count))
  }

  /// Receives one datagram; `flags` as in recv(2).
  @inlinable @inline(__always)
  public static func receive(_ socket: Int32, into buffer: UnsafeMutableRawBufferPointer, flags: Int32 = 0) -> Int {
    unsafe lx_recv(socket, buffer.baseAddress, buffer.count, flags)
  }

  /// Sends one datagram, without SIGPIPE; `flags` as in send(2).
  @inlinable @inline(__always)
  public static func send(_ socket: Int32, from buffer: UnsafeRawBufferPointer, flags: Int32 = 0) -> Int {
    unsafe lx_send(socket, buffer.baseAddress, buffer.count, flags)
  }
}
