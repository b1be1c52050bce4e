/// Collects what there is to say about one file.
///
/// The same thing said twice of the same place is kept once: a value in `defaults` is read for every node.
struct DiagnosticReport: Sendable {
  /// More than this is not reported; the last diagnostic says so.
  static let diagnosticsMax = 200

  let source: SourceText
  private var seen: Set<Key> = []
  private var collected: [Diagnostic] = []
  private(set) var errorCount = 0

  private struct Key: Hashable {
    var mark: SourceMark
    var code: DiagnosticCode
    var message: String
  }

  init(source: SourceText) { self.source = source }

  mutating func error(
    _ code: DiagnosticCode, _ message: String, at mark: SourceMark, hint: @autoclosure () -> String? = nil
  ) {
    add(.error, code, message, at: mark, hint: hint)
  }

  mutating func warning(
    _ code: DiagnosticCode, _ message: String, at mark: SourceMark, hint: @autoclosure () -> String? = nil
  ) {
    add(.warning, code, message, at: mark, hint: hint)
  }

  mutating func note(
    _ code: DiagnosticCode, _ message: String, at mark: SourceMark, hint: @autoclosure () -> String? = nil
  ) {
    add(.note, code, message, at: mark, hint: hint)
  }

  private mutating func add(
    _ severity: Severity, _ code: DiagnosticCode, _ message: String, at mark: SourceMark, hint: () -> String?
  ) {
    if severity == .error { errorCount += 1 }
    guard collected.count < DiagnosticReport.diagnosticsMax,
      seen.insert(Key(mark: mark, code: code, message: message)).inserted
    else { return }
    collected.append(source.diagnostic(severity, code, message, at: mark, hint: hint()))
  }

  /// Everything collected, in the order of the file.
  var sorted: [Diagnostic] {
    var all = collected.sorted()
    if let last = all.last, collected.count == DiagnosticReport.diagnosticsMax {
      all.append(
        source.diagnostic(
          .error, "too-many-problems", "more problems than can be shown; fix these first", at: last.mark, hint: nil))
    }
    return all
  }
}
