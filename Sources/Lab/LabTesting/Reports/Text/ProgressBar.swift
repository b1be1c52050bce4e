/// How far a run has come, on one line.
public enum ProgressBar {
  /// The line: `[#####...............] 12/48 tcp guest -> web:443, 3.2 s`, cut to `width` columns.
  public static func line(_ progress: RunProgress, width: Int) -> String {
    let bar = 20
    let total = max(0, progress.total)
    let done = min(max(0, progress.done), total)
    let filled = total == 0 ? 0 : Int(Double(done) / Double(total) * Double(bar))
    var line = "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: bar - filled) + "]"
    line += " \(done)/\(total)"
    if !progress.doing.isEmpty { line += " " + progress.doing.printable }
    if progress.at > .zero { line += ", " + progress.at.text }
    return String(line.prefix(max(0, width)))
  }
}
