import Foundation
import Synchronization

/// Shows how far a lab has come up: on a terminal one line that is written over, elsewhere nothing.
final class BringUpProgress: Sendable {
  private let isShown: Bool
  private let total: Int
  private let done = Mutex(0)

  init(isQuiet: Bool, total: Int) {
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
    self.total = total
  }

  /// One more thing is up.
  func step(_ what: String) {
    let count = done.withLock { done in
      done += 1
      return done
    }
    guard isShown else { return }
    let width = 20
    let filled = total == 0 ? width : min(width, count * width / total)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    FileHandle.standardError.write(Data("\r\u{1b}[K[\(bar)] \(count)/\(total) \(what)".utf8))
  }

  /// Takes the line away.
  func finish() {
    if isShown { FileHandle.standardError.write(Data("\r\u{1b}[K".utf8)) }
  }
}
