import Linux
import Synchronization
import SystemPackage

/// Threads for probes, which wait for the network most of their time and so have no place in the cooperative pool. A
/// thread is started where a probe waits and fewer than ``threadsMax`` run, and ends when no probe waits.
final class ProbeThreads: Sendable {
  /// Probes under way at once; further ones wait their turn.
  static let threadsMax = 256
  static let shared = ProbeThreads()

  /// A probe that waits for a thread, or is told why there will be none.
  private typealias Job = @Sendable (Errno?) -> Void

  private struct State {
    /// Those that wait: the next is the last of `leaving`, or where that is empty the first of `arriving`.
    var arriving: [Job] = []
    var leaving: [Job] = []
    var threads = 0

    mutating func next() -> Job? {
      if leaving.isEmpty {
        leaving = arriving.reversed()
        arriving = []
      }
      return leaving.popLast()
    }
  }

  private let state = Mutex(State())

  /// Runs `body` on one of the threads. `EAGAIN` where the system has none left and none runs.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable () -> Result<Value, Errno>
  ) async -> Result<Value, Errno> {
    await withCheckedContinuation { continuation in
      let mustStart = state.withLock { state in
        state.arriving.append { error in continuation.resume(returning: error.map { .failure($0) } ?? body()) }
        if state.threads == ProbeThreads.threadsMax { return false }
        state.threads += 1
        return true
      }
      if mustStart { start() }
    }
  }

  /// Starts a thread. Where there is none to be had, jobs are left to those that run; where none runs, they fail.
  private func start() {
    do {
      try SystemThread.start(name: "weft-probe") { [self] in work() }
    } catch {
      let abandoned = state.withLock { state in
        state.threads -= 1
        var jobs: [Job] = []
        while state.threads == 0, let job = state.next() { jobs.append(job) }
        return jobs
      }
      for job in abandoned { job(error) }
    }
  }

  /// Does one job after the other until there are none.
  private func work() {
    while let job = next() { job(nil) }
  }

  private func next() -> Job? {
    state.withLock { state in
      let job = state.next()
      if job == nil { state.threads -= 1 }
      return job
    }
  }
}
