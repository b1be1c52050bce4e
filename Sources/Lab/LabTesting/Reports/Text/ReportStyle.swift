/// How a report is written: with the terminal's colours (ECMA-48 select graphic rendition) or without, and how wide.
public struct ReportStyle: Sendable {
  /// True where colours are wanted.
  public var isColoured: Bool
  /// True where passed checks are told in full, too.
  public var isVerbose: Bool
  /// Columns that tables may take.
  public var width: Int

  /// Makes a style.
  ///
  /// - Parameter width: Columns that tables may take; less than 40 are taken as 40.
  public init(isColoured: Bool = false, isVerbose: Bool = false, width: Int = 100) {
    self.isColoured = isColoured
    self.isVerbose = isVerbose
    self.width = max(40, width)
  }

  /// What a piece of text is, which decides its colour.
  enum Role: String {
    case heading = "1"
    case good = "32"
    case bad = "1;31"
    case doubtful = "1;33"
    case faint = "2"
  }

  func paint(_ text: String, _ role: Role) -> String {
    isColoured && !text.isEmpty ? "\u{1b}[\(role.rawValue)m\(text)\u{1b}[0m" : text
  }
}

extension Verdict {
  var role: ReportStyle.Role {
    switch self {
    case .passed: .good
    case .failed: .bad
    case .undecided: .doubtful
    }
  }

  /// The verdict in four columns.
  var label: String {
    switch self {
    case .passed: "pass"
    case .failed: "FAIL"
    case .undecided: "????"
    }
  }
}
