import Linux
import Synchronization

/// Jobs that other threads bring to a worker: control calls, mostly.
///
/// The worker looks at a flag once a turn; who brings a job rings the bell only while the worker sleeps.
final class JobQueue: Sendable {
  private let jobs = Mutex<[UnownedJob]>([])
  private let isFilled = Atomic<Bool>(false)
  private let isSleeping = Atomic<Bool>(false)
  let bell: EventCounter

  init() throws {
    bell = try EventCounter()
  }

  /// Adds a job and wakes the worker where it sleeps. From any thread.
  func add(_ job: UnownedJob) {
    jobs.withLock { $0.append(job) }
    isFilled.store(true, ordering: .sequentiallyConsistent)
    if isSleeping.load(ordering: .sequentiallyConsistent) { bell.signal() }
  }

  /// True where a job waits.
  var hasJobs: Bool { isFilled.load(ordering: .acquiring) }

  /// Takes every job, in the order they came.
  func take() -> [UnownedJob] {
    guard isFilled.exchange(false, ordering: .sequentiallyConsistent) else { return [] }
    return jobs.withLock { jobs in
      defer { jobs = [] }
      return jobs
    }
  }

  /// Sleeps by `wait`, unless a job waits already; a job that comes meanwhile rings the bell.
  func whileSleeping(_ wait: () -> Void) {
    isSleeping.store(true, ordering: .sequentiallyConsistent)
    if !isFilled.load(ordering: .sequentiallyConsistent) { wait() }
    isSleeping.store(false, ordering: .sequentiallyConsistent)
  }
}
