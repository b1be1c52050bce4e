import Foundation
import Testing
import Topology

/// Every `Goldens/*.yml` gives the diagnostics of the `.txt` beside it. With WEFT_UPDATE_GOLDENS=1 the texts are
/// rewritten instead, to be read in the diff.
@Suite("diagnostics, word by word")
struct GoldenTests {
  static let names = TestFiles.names(in: TestFiles.goldens, suffix: ".yml")
  static let isUpdating = ProcessInfo.processInfo.environment["WEFT_UPDATE_GOLDENS"] == "1"

  @Test("a file gives exactly its diagnostics", arguments: names)
  func golden(_ name: String) throws {
    let input = try TestFiles.text(TestFiles.goldens, name + ".yml")
    let loaded = LoadedLab(input, file: name + ".yml", references: TestFiles.references)
    let summary = loaded.diagnostics.isEmpty ? "nothing to say" : loaded.diagnostics.summary
    let text = loaded.diagnostics.text() + (loaded.lab == nil ? "no lab" : "a lab") + ": " + summary + "\n"
    let expected = TestFiles.goldens.appending(path: name + ".txt")
    if GoldenTests.isUpdating {
      try Data(text.utf8).write(to: expected)
    } else {
      #expect(try String(contentsOf: expected, encoding: .utf8) == text)
    }
  }

  @Test("there are at least forty cases with errors")
  func count() throws {
    let withErrors = try GoldenTests.names.filter {
      LoadedLab(try TestFiles.text(TestFiles.goldens, $0 + ".yml"), file: $0).diagnostics.hasErrors
    }
    #expect(withErrors.count >= 40)
  }

  @Test("ten mistakes give ten diagnostics, in the order of the file, and no lab")
  func tenMistakes() throws {
    let loaded = LoadedLab(try TestFiles.text(TestFiles.goldens, "ten-mistakes.yml"), file: "ten-mistakes.yml")
    #expect(loaded.lab == nil)
    #expect(loaded.diagnostics.count == 10)
    #expect(loaded.diagnostics.allSatisfy { $0.severity == .error && !$0.sourceLine.isEmpty })
    #expect(loaded.diagnostics == loaded.diagnostics.sorted())
  }
}
