import Dataplane
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
  }

  private let state = Mutex(State())
  /// Raised while a job is ready.
  let interruption = Interruption()
  private let isEntered = Atomic<Bool>(false)

  /// A run begins on the calling thread.
  func begin() {
    state.withLock { state in state.thread = pthread_self() }
    isEntered.store(false, ordering: .relaxed)
  }

  /// The run is over.
  func end() { state.withLock { state in state.thread = nil } }

  /// True on the thread that turns the crank.
  var isOnThreadOfRun: Bool { state.withLock { $0.thread == pthread_self() } }

  /// True once another thread has brought a job into the run.
  var hasStranger: Bool { isEntered.load(ordering: .relaxed) }

  /// Puts a job behind the others. From any thread.
  func add(_ job: UnownedJob) {
    state.withLock { state in
      if let thread = state.thread, thread != pthread_self() { isEntered.store(true, ordering: .relaxed) }
      state.jobs.append(job)
      interruption.raise()
    }
  }

  /// Takes the job that came first. A look at a flag where there is none.
  func next() -> UnownedJob? {
    guard interruption.isRaised else { return nil }
    return state.withLock { state in
      let job = state.jobs.popFirst()
      if state.jobs.isEmpty { interruption.lower() }
      return job
    }
  }
}
