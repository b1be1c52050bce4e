/// A topology file, read and checked.
///
/// ```
/// let loaded = LoadedLab(text, file: "quickstart.weft.yml", references: FileReferences { … })
/// print(loaded.diagnostics.text())
/// guard let lab = loaded.lab else { … }
/// ```
public struct LoadedLab: Sendable {
  /// The lab, or `nil` where the file has an error.
  public let lab: ResolvedLab?
  /// Everything there is to say about the file, in its order.
  public let diagnostics: [Diagnostic]
  /// The file's text, for diagnostics that others add.
  public let source: SourceText

  /// Reads `text`, checks it and puts the lab together. Any text is accepted, and every problem is reported at once.
  ///
  /// - Parameters:
  ///   - text: The file's text. Bytes that are not UTF-8 are the caller's to report.
  ///   - file: The file's name, for messages.
  ///   - references: What is known about files that this one names.
  public init(_ text: String, file: String, references: FileReferences = .assumed) {
    // A byte order mark is no part of the text (RFC 3629, 6).
    let text = text.unicodeScalars.first == "\u{feff}" ? String(text.unicodeScalars.dropFirst()) : text
    source = SourceText(text.utf8.count <= SourceLimits.bytesMax ? text : "", file: file)
    var report = DiagnosticReport(source: source)
    var lab: ResolvedLab?
    if let root = YAMLReader.read(text, &report) {
      var decoder = FileDecoder(report: report, references: references)
      lab = decoder.lab(root)
      report = decoder.report
    } else if report.errorCount == 0 {
      report.error(
        "empty-file", "the file is empty", at: .start,
        hint: "a lab has a 'name' and a 'topology' with 'nodes' and 'links'")
    }
    self.lab = report.errorCount == 0 ? lab : nil
    diagnostics = report.sorted
  }
}
