import DequeModule
import Glibc
import Synchronization

/// The jobs that are ready, in the order in which they became so.
///
/// All come from the thread of the run, but for those that left the simulator: the queue takes them, so that nobody is
/// lost, and remembers that the order of the run is no longer its own.
final class JobQueue: Sendable {
  private struct State {
    var jobs: Deque<UnownedJob> = []
    /// The thread that turns the crank, while one does.
    var thread: pthread_t?
    var hasStranger = false
  }

  private let state = Mutex(State())

  /// A run begins on the calling thread.
  func begin() {
    state.withLock { state in
      state.thread = pthread_self()
      state.hasStranger = false
    }
  }

  /// The run is over.
  func end() { state.withLock { state in state.thread = nil } }

  /// True on the thread that turns the crank.
  var isOnThreadOfRun: Bool {
    state.withLock { state in
      guard let thread = state.thread else { return false }
      return thread == pthread_self()
    }
  }

  /// True once another thread has brought a job into the run.
  var hasStranger: Bool { state.withLock { $0.hasStranger } }

  /// Puts a job behind the others. From any thread.
  func add(_ job: UnownedJob) {
    state.withLock { state in
      if let thread = state.thread, thread != pthread_self() {
        state.hasStranger = true
      }
      state.jobs.append(job)
    }
  }

  /// Takes the job that came first.
  func next() -> UnownedJob? { state.withLock { $0.jobs.popFirst() } }
}
