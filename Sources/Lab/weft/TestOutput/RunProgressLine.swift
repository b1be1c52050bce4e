import Foundation
import LabTesting
import Synchronization

/// Shows how far a run has come: on a terminal one line of standard error that is written over, at most ten times a
/// second, from half a second after the beginning on; elsewhere nothing.
final class RunProgressLine: Sendable {
  private static let patience = Duration.milliseconds(500)
  private static let period = Duration.milliseconds(100)

  private let isShown: Bool
  private let state: Mutex<State>

  private struct State {
    var next: ContinuousClock.Instant
    var isOnScreen = false
  }

  /// Begins a run.
  init(isQuiet: Bool = false) {
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
    state = Mutex(State(next: .now + RunProgressLine.patience))
  }

  /// What a runner tells its progress to.
  var handler: ProgressHandler { { progress in self.show(progress) } }

  private func show(_ progress: RunProgress) {
    guard isShown else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      guard now >= state.next else { return }
      state.next = now + RunProgressLine.period
      state.isOnScreen = true
      let line = ProgressBar.line(progress, width: TerminalWidth.columns - 1)
      FileHandle.standardError.write(Data("\r\u{1b}[K\(line)".utf8))
    }
  }

  /// Takes the line away.
  func finish() {
    state.withLock { state in
      if state.isOnScreen { FileHandle.standardError.write(Data("\r\u{1b}[K".utf8)) }
      state.isOnScreen = false
    }
  }
}
