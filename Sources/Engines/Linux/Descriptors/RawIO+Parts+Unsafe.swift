import CLinux
import Glibc

extension RawIO {
  /// Writes two buffers as one frame: a header that stands apart, and what follows it.
  public static func write(
    _ descriptor: Int32, _ header: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer
  ) -> Int {
    var parts = unsafe (
      iovec(iov_base: UnsafeMutableRawPointer(mutating: header.baseAddress), iov_len: header.count),
      iovec(iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
    )
    return unsafe withUnsafeBytes(of: &parts) { parts in
      unsafe write(descriptor, from: parts.assumingMemoryBound(to: iovec.self))
    }
  }
}
