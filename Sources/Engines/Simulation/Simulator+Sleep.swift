public import Dataplane

/// Waiting, in virtual time.
extension Simulator {
  /// Waits until the clock has come to `instant` and all that happens then has happened; not at all where it has come
  /// already. Throws `CancellationError` as soon as the task is cancelled. From within a run.
  public func sleep(until instant: Instant) async throws {
    guard instant > now else { return try Task.checkCancellation() }
    try await sleepers.sleep(until: instant)
  }

  /// Waits until `delay` has passed on the virtual clock; see `sleep(until:)`.
  public func sleep(for delay: Nanoseconds) async throws { try await sleep(until: now + delay) }

  /// Waits until `delay` has passed on the virtual clock; see `sleep(until:)`.
  public func sleep(for delay: Duration) async throws { try await sleep(for: Nanoseconds(delay)) }
}
