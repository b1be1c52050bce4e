public import Lab

/// How far a run has come.
public struct RunProgress: Sendable {
  /// Checks, or pairs of a matrix, that are done.
  public var done: Int
  /// How many there are.
  public var total: Int
  /// What is being done, as `tcp guest -> web:443`.
  public var doing: String
  /// Time since the lab came up: virtual time when simulated.
  public var at: Duration

  /// Makes a progress.
  public init(done: Int, of total: Int, doing: String, at: Duration = .zero) {
    self.done = done
    self.total = total
    self.doing = doing
    self.at = at
  }
}

/// Is told how far a run has come; it may be called as often as one likes.
public typealias ProgressHandler = @Sendable (RunProgress) -> Void

/// A check as it is listed.
public struct ListedCheck: Codable, Sendable {
  /// The check in words.
  public var title: String
  /// What must hold.
  public var expected: String
  /// Where the file has it.
  public var place: SourcePlace

  /// Makes an entry.
  public init(_ title: String, expected: String, place: SourcePlace) {
    self.title = title
    self.expected = expected
    self.place = place
  }
}

/// What runs the checks of one file.
///
/// Errors: ``InvalidFile`` and ``LabError`` mean that the checks could not be run at all; what goes wrong in one check is
/// its result, ``Verdict/undecided``.
public protocol TestRunning {
  /// Prepares the checks of a file. The file has no errors.
  init(file: LabFile, options: TestOptions) throws
  /// The checks that would be run, in the order of the file.
  var checks: [ListedCheck] { get }
  /// Runs them in virtual time.
  func simulated(progress: @escaping ProgressHandler) throws -> TestReport
  /// Runs them with real sockets in the namespaces of a live lab, which is brought up for it and taken down.
  func live(progress: @escaping ProgressHandler) async throws -> TestReport
}
