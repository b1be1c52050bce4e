/// Why a lab could not do what it was asked, in words for the person at the terminal.
public struct LabError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is, which decides the exit code of the command.
  public enum Kind: String, Sendable, Codable {
    /// A check failed, or a name does not exist.
    case failed
    /// The file is wrong.
    case invalidFile
    /// The environment cannot run it: privilege, a device that is taken, a program that is missing.
    case environment
  }

  /// The kind of failure.
  public let kind: Kind
  /// One sentence that names the place.
  public let message: String
  /// What to do about it, where that is known.
  public let hint: String?

  /// Makes an error.
  public init(_ kind: Kind, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  /// The sentence, and the hint on a line of its own.
  public var description: String { hint.map { "\(message)\nhint: \($0)" } ?? message }

  /// The exit code of a command that ends with this error.
  public var exitCode: Int32 {
    switch kind {
    case .failed: 1
    case .invalidFile: 2
    case .environment: 3
    }
  }
}

extension LabError {
  /// Names that do not exist list the ones that do.
  static func unknown(_ what: String, _ name: String, known: [String]) -> LabError {
    let list = known.isEmpty ? "there are none" : "there are: " + known.sorted().joined(separator: ", ")
    return LabError(.failed, "no \(what) named '\(name)'", hint: list)
  }
}
