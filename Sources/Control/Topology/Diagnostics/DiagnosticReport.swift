/// Collects what there is to say about one file.
///
/// The same thing said twice of the same place is kept once: a value in `defaults` is read for every node.
struct DiagnosticReport: Sendable {
  /// More errors than this, and more warnings and notes than this, are not reported; the last diagnostic says so.
  static let diagnosticsMax = 200

  let source: SourceText
  private var seen: Set<Key> = []
  private var collected: [Diagnostic] = []
  private(set) var errorCount = 0
  private var shown: [Severity: Int] = [:]
  /// Lines that were quoted already: a line may be long, and have many problems.
  private var lines: [Int: String] = [:]

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
    let rank: Severity = severity == .error ? .error : .warning
    guard shown[rank, default: 0] < DiagnosticReport.diagnosticsMax,
      seen.insert(Key(mark: mark, code: code, message: message)).inserted
    else { return }
    shown[rank, default: 0] += 1
    let line = lines[mark.line] ?? source.line(mark.line)
    lines[mark.line] = line
    collected.append(
      Diagnostic(severity, code, message, file: source.file, mark: mark, sourceLine: line, hint: hint()))
  }

  /// Everything collected, in the order of the file.
  var sorted: [Diagnostic] {
    var all = collected.sorted()
    for severity in [Severity.error, .warning] where shown[severity] == DiagnosticReport.diagnosticsMax {
      guard let last = all.last else { continue }
      all.append(
        source.diagnostic(
          severity, "too-many-problems", "there may be more problems than are shown; solve these first", at: last.mark))
    }
    return all
  }
}
