import Foundation
import LabTesting

extension ReportStyle {
  /// The style of standard output: colours on a terminal (https://no-color.org is respected), and as wide as it is.
  static func output(isVerbose: Bool = false) -> ReportStyle {
    ReportStyle(
      isColoured: Terminal.outputIsTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil,
      isVerbose: isVerbose, width: TerminalWidth.columns)
  }
}
