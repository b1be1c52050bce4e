import Dataplane
import HeapModule
import Synchronization

/// Tasks that wait for a point in virtual time: the earliest first, and of two for the same instant the one that went to
/// sleep first.
final class Sleepers: Sendable {
  private struct State {
    var heap = Heap<Sleeper>()
    var sequence: UInt64 = 0
    /// Who sleeps, by number. Only looked up, never enumerated.
    var continuations: [UInt64: CheckedContinuation<Void, any Error>] = [:]

    /// Takes those off the top who have been woken early, so that the clock does not stop for them.
    mutating func forgetCancelled() {
      while let first = heap.min, continuations[first.number] == nil { heap.removeMin() }
    }

    var deadline: Instant { heap.min?.deadline ?? .distantFuture }
  }

  private let state = Mutex(State())
  /// The deadline of the first, for the crank to look at without a lock.
  private let first = Atomic<UInt64>(.max)

  /// When the next sleeper wakes; the distant future where nobody sleeps.
  var nextDeadline: Instant { Instant(nanoseconds: first.load(ordering: .relaxed)) }

  /// Sleeps until `deadline`; throws `CancellationError` as soon as the task is cancelled.
  func sleep(until deadline: Instant) async throws {
    let number = state.withLock { state in
      state.sequence += 1
      return state.sequence
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = withState { state in
          if Task.isCancelled { return true }
          state.continuations[number] = continuation
          state.heap.insert(Sleeper(deadline: deadline, number: number))
          return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      cancel(number)
    }
  }

  /// Wakes the first who is due at `now`. The others of that instant are woken when he has done what he does at once:
  /// were they awake together, it would depend on the hops that each makes between actors who is first, and of those a
  /// release build makes fewer than a debug build.
  func wake(at now: Instant) { next(at: now)?.resume() }

  private func next(at now: Instant) -> CheckedContinuation<Void, any Error>? {
    withState { state in
      guard let first = state.heap.min, first.deadline <= now else { return nil }
      state.heap.removeMin()
      let continuation = state.continuations.removeValue(forKey: first.number)
      state.forgetCancelled()
      return continuation
    }
  }

  private func withState<Result: Sendable>(_ change: (inout State) -> Result) -> Result {
    state.withLock { state in
      let result = change(&state)
      first.store(state.deadline.nanoseconds, ordering: .relaxed)
      return result
    }
  }

  private func cancel(_ number: UInt64) {
    let continuation = withState { state in
      let continuation = state.continuations.removeValue(forKey: number)
      state.forgetCancelled()
      return continuation
    }
    continuation?.resume(throwing: CancellationError())
  }
}

/// A sleeper in the heap.
private struct Sleeper: Comparable {
  let deadline: Instant
  let number: UInt64

  static func < (left: Sleeper, right: Sleeper) -> Bool {
    (left.deadline, left.number) < (right.deadline, right.number)
  }
}
