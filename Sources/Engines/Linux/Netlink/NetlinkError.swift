public import SystemPackage

/// A request that the kernel refused.
public struct NetlinkError: Error, Hashable, CustomStringConvertible {
  /// The kernel's number.
  public let errno: Errno
  /// What the kernel said beyond the number (extended acknowledgement), where it said something.
  public let message: String?
  /// What was asked.
  public let request: String

  /// Makes an error of its parts.
  public init(errno: Errno, message: String? = nil, request: String) {
    self.errno = errno
    self.message = message
    self.request = request
  }

  /// The request, then the kernel's words, then its number's.
  public var description: String {
    if let message { "\(request): \(message) (\(errno))" } else { "\(request): \(errno)" }
  }
}
