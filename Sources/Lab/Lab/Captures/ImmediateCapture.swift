import Capture
import Synchronization

/// The reader of a capture that is emptied at each record, on the thread that records it.
final class ImmediateCapture: Sendable {
  private struct State: ~Copyable {
    var recorder: CaptureRecorder<CaptureFile>?
    var failure: (any Error)?
  }

  private let state = Mutex(State())

  /// Begins to write.
  func begin(_ recorder: consuming CaptureRecorder<CaptureFile>) {
    var slot: CaptureRecorder<CaptureFile>? = consume recorder
    state.withLock { swap(&$0.recorder, &slot) }
  }

  /// Writes what was recorded; false where this capture has another reader. An error is kept for the end.
  func pump() -> Bool {
    state.withLock { state in
      guard state.recorder != nil else { return false }
      do { try state.recorder?.pump() } catch {
        state.failure = error
        state.recorder = nil
      }
      return true
    }
  }

  /// Ends the file, and throws what went wrong while it was written.
  func finish(timestamp: UInt64) throws {
    let failure: (any Error)? = state.withLock { state in
      do { try state.recorder?.finish(timestamp: timestamp) } catch { return error }
      state.recorder = nil
      return state.failure
    }
    if let failure { throw failure }
  }
}
