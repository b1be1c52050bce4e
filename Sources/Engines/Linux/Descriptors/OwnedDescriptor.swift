public import CLinux
public import SystemPackage

/// A file descriptor with one owner: it is closed when its owner ends, on every path, and cannot be closed twice.
///
/// `raw` is lent for calls while the owner lives; who keeps the number longer must keep the owner too.
@frozen
public struct OwnedDescriptor: ~Copyable, Sendable {
  /// The number the kernel knows it by; never negative.
  public let raw: Int32

  /// Takes over an open descriptor that nobody else closes.
  @inlinable
  public init(adopting raw: Int32) {
    precondition(raw >= 0, "a descriptor is not negative")
    self.raw = raw
  }

  @inlinable
  deinit { _ = lx_close(raw) }

  /// Gives the descriptor away: the caller closes it.
  @inlinable
  public consuming func release() -> Int32 {
    let raw = self.raw
    discard self
    return raw
  }

  /// A second descriptor of the same open file, closed on exec.
  public borrowing func duplicate() throws(Errno) -> OwnedDescriptor {
    OwnedDescriptor(adopting: try checked(lx_duplicate(raw)))
  }

  /// Makes reads and writes return `EAGAIN` instead of waiting, or wait again.
  public borrowing func setNonBlocking(_ on: Bool = true) throws(Errno) {
    try checked(lx_set_nonblocking(raw, on ? 1 : 0))
  }

  /// Waits until there is something to read, or the other end has hung up. False after `milliseconds`; nil waits for
  /// ever.
  public borrowing func waitReadable(milliseconds: Int32? = nil) throws(Errno) -> Bool {
    try checked(lx_wait_readable(raw, milliseconds ?? -1)) == 1
  }

  /// Which open file this is: two descriptors of one namespace, say, have the same identity.
  public borrowing func identity() throws(Errno) -> FileIdentity {
    try FileIdentity(of: raw)
  }
}
