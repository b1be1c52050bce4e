import Foundation

/// How wide the terminal is.
enum TerminalWidth {
  /// What is taken where nothing says otherwise.
  static let fallback = 100

  /// Columns of the terminal that is standard output or standard error; else what COLUMNS says; else ``fallback``.
  static var columns: Int {
    for stream in [STDOUT_FILENO, STDERR_FILENO] {
      var size = winsize()
      if unsafe ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    }
    let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? fallback
    return columns > 0 ? min(columns, 1000) : fallback
  }
}
