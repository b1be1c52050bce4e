public import SystemPackage

/// A program that could not be started.
public enum ProgramError: Error, Hashable, CustomStringConvertible {
  /// There is no such file.
  case notFound(String)
  /// The file is there, and cannot be executed.
  case notExecutable(String, Errno)
  /// Something before failed.
  case failed(step: String, Errno)

  /// What a shell would end with: 127, 126, or 125 where the program is not to blame.
  public var exitStatus: ExitStatus {
    switch self {
    case .notFound: .notFound
    case .notExecutable: .notExecutable
    case .failed: ExitStatus(rawValue: 125)
    }
  }

  /// The program or the step, then the reason.
  public var description: String {
    switch self {
    case .notFound(let name): "\(name): command not found"
    case .notExecutable(let name, let errno): "\(name): \(errno)"
    case .failed(let step, let errno): "\(step): \(errno)"
    }
  }
}
