import ArgumentParser
import Foundation
import Lab
import LabTesting

/// How `test` prints.
enum TestFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case tap

  /// The session as it is printed.
  func text(of session: TestSession, style: ReportStyle) throws -> String {
    switch self {
    case .text: session.text(style)
    case .json: try session.json() + "\n"
    case .tap: session.tap
    }
  }
}

/// Writing a report into a file.
enum ReportFile {
  /// Writes the text, all or nothing.
  static func write(_ text: String, to path: String) throws(LabError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw LabError(.environment, "cannot write \(path): \(error.localizedDescription)")
    }
  }
}
