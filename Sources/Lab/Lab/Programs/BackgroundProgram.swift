import Linux

/// A program of a host whose end is awaited on a thread of its own, so that no thread of the pool blocks.
enum BackgroundProgram {
  /// Starts the program and waits for its end, at most `patience`. `nil` where it runs on, in the background.
  static func run(_ program: Program, in sandbox: HostSandbox, patience: Duration) async throws -> ExitStatus? {
    let milliseconds = Int32(clamping: Int64(patience / .milliseconds(1)))
    return try await withCheckedThrowingContinuation { continuation in
      do {
        try SystemThread.start(name: "weft-program") {
          do {
            let running = try sandbox.start(program)
            if try running.descriptor.waitReadable(milliseconds: milliseconds) {
              continuation.resume(returning: try running.wait())
            } else {
              continuation.resume(returning: nil)
              _ = try? running.wait()
            }
          } catch {
            continuation.resume(throwing: error)
          }
        }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }
}
