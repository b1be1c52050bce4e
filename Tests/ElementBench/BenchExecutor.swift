/// A serial executor that runs each job at once, on the thread that brings it: elements under test live on it, so a
/// test calls them without a worker thread. One test task uses it at a time.
public final class BenchExecutor: SerialExecutor {
  /// Makes an executor.
  public init() {}

  /// Runs the job.
  public func enqueue(_ job: consuming ExecutorJob) {
    job.runSynchronously(on: asUnownedSerialExecutor())
  }

  /// A reference that does not keep it alive.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Every caller is accepted: the test is the only one.
  public func checkIsolated() {}
}
