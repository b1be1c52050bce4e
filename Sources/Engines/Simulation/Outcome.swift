import Synchronization

/// What the body of a run came to.
final class Outcome<Success: Sendable>: Sendable {
  private let storage = Mutex<Result<Success, any Error>?>(nil)

  /// Runs the body, and keeps what it answers or throws.
  func fill(with body: @Sendable () async throws -> Success) async {
    let result: Result<Success, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    storage.withLock { $0 = result }
  }

  /// What the body answered; throws what it threw. It has ended.
  func result() throws -> Success {
    guard let result = storage.withLock({ $0 }) else { preconditionFailure("the body has not ended") }
    return try result.get()
  }
}
