public import SystemPackage

/// A sandbox that could not be set up.
public struct SandboxError: Error, Hashable, CustomStringConvertible {
  /// What was being done.
  public let step: String
  /// Why it failed.
  public let errno: Errno

  /// Makes an error.
  public init(step: String, errno: Errno) {
    self.step = step
    self.errno = errno
  }

  /// The step, then the reason.
  public var description: String { "\(step): \(errno)" }
}
