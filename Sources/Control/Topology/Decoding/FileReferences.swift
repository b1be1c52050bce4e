/// What the reader of a file may ask about what the file names but does not hold: other files, whose paths are relative to
/// the topology file, and texts in languages that others read.
public struct FileReferences: Sendable {
  /// What is known of a topology file that another applies.
  public enum AppliedLab: Hashable, Sendable {
    /// Nothing: it is taken to be right.
    case unknown
    /// It has so many errors, or cannot be read at all, which is one.
    case wrong(errors: Int)
    /// It can be used, and is of the lab of that name.
    case lab(named: String)
  }

  /// True where there is a file or folder of that name.
  public let exists: @Sendable (String) -> Bool
  /// What is wrong with a filter in libpcap's language, on one line; `nil` for a good one.
  public let filterProblem: @Sendable (String) -> String?
  /// What is known of the topology file of that name.
  public let appliedLab: @Sendable (String) -> AppliedLab

  /// Makes answers of functions: of one alone, filters and applied files are taken to be right.
  public init(
    exists: @escaping @Sendable (String) -> Bool, filterProblem: @escaping @Sendable (String) -> String? = { _ in nil },
    appliedLab: @escaping @Sendable (String) -> AppliedLab = { _ in .unknown }
  ) {
    self.exists = exists
    self.filterProblem = filterProblem
    self.appliedLab = appliedLab
  }

  /// Takes everything to be right, where nothing is known about it.
  public static let assumed = FileReferences(exists: { _ in true })
}
