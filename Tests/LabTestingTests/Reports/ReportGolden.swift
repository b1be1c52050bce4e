import Foundation
import Testing

/// Texts that are compared word by word with files in `Goldens`. With WEFT_UPDATE_GOLDENS=1 the files are rewritten
/// instead, to be read in the diff.
enum ReportGolden {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Goldens")

  static func expect(_ text: String, equals name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["WEFT_UPDATE_GOLDENS"] == "1" {
      try Data(text.utf8).write(to: file)
    } else {
      #expect(try String(contentsOf: file, encoding: .utf8) == text, sourceLocation: sourceLocation)
    }
  }
}
