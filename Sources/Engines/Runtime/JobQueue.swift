import DequeModule
import Linux
import Synchronization

/// Jobs that other threads bring to a worker: control calls, mostly.
///
/// The worker looks at a flag once a turn; who brings a job rings the bell only while the worker sleeps.
final class JobQueue: Sendable {
  private let jobs = Mutex<Deque<UnownedJob>>([])
  private let isFilled = Atomic<Bool>(false)
  private let isSleeping = Atomic<Bool>(false)
  let bell: EventCounter

  init() throws {
    bell = try EventCounter()
  }

  /// Adds a job and wakes the worker where it sleeps. From any thread.
  func add(_ job: UnownedJob) {
    jobs.withLock { jobs in
      jobs.append(job)
      isFilled.store(true, ordering: .sequentiallyConsistent)
    }
    if isSleeping.load(ordering: .sequentiallyConsistent) { bell.signal() }
  }

  /// True where a job waits.
  var hasJobs: Bool { isFilled.load(ordering: .acquiring) }

  /// Takes the job that came first, or answers `nil` where none waits. One at a time: a job may stay for as long as the
  /// worker runs, and those behind it are then taken from within.
  func next() -> UnownedJob? {
    guard isFilled.load(ordering: .acquiring) else { return nil }
    return jobs.withLock { jobs in
      let job = jobs.popFirst()
      isFilled.store(!jobs.isEmpty, ordering: .sequentiallyConsistent)
      return job
    }
  }

  /// Sleeps by `wait`, unless a job waits already; a job that comes meanwhile rings the bell.
  func whileSleeping(_ wait: () -> Void) {
    isSleeping.store(true, ordering: .sequentiallyConsistent)
    if !isFilled.load(ordering: .sequentiallyConsistent) { wait() }
    isSleeping.store(false, ordering: .sequentiallyConsistent)
  }
}
