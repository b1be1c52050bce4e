import Linux
import Synchronization
import SystemPackage

/// The file of a recording, written by a thread of its own, so that packets do not wait for the disk.
///
/// What waits to be written is bounded: where the disk falls so far behind, the recording is over, and the last record of
/// its file says so. A write that fails ends it too.
final class RecordingFile: Recorder.Sink {
  /// Octets that wait to be written, at most.
  static let waitingMax = 1 << 26

  /// How a recording ended.
  enum Ending: Sendable, Hashable {
    /// All is in the file.
    case complete
    /// The disk did not keep up: the last part is not in the file.
    case cut
    /// Writing failed.
    case failed(Errno)
  }

  private struct State {
    var waiting: [[UInt8]] = []
    var length = 0
    var isFinished = false
    var ending = Ending.complete
    var isClosed = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())
  private let bell: EventCounter
  private let waitingMax: Int
  private let whenOver: @Sendable (Ending) -> Void

  /// Starts the thread that writes to `descriptor`, which is closed when everything is written. `whenOver` is called then,
  /// on that thread.
  init(
    writingTo descriptor: consuming OwnedDescriptor, waitingMax: Int = RecordingFile.waitingMax,
    whenOver: @escaping @Sendable (Ending) -> Void = { _ in }
  ) throws(Errno) {
    bell = try EventCounter()
    self.waitingMax = waitingMax
    self.whenOver = whenOver
    let raw = descriptor.release()
    do {
      try SystemThread.start(name: "weft-recording") { [self] in write(to: OwnedDescriptor(adopting: raw)) }
    } catch {
      _ = OwnedDescriptor(adopting: raw)
      throw error
    }
  }

  func take(_ octets: [UInt8]) -> Bool {
    let isTaken = state.withLock { state in
      guard !state.isFinished, state.ending == .complete, state.length + octets.count <= waitingMax else {
        return false
      }
      state.waiting.append(octets)
      state.length += octets.count
      return true
    }
    if isTaken { bell.signal() }
    return isTaken
  }

  func finish(_ octets: [UInt8], isCut: Bool) {
    state.withLock { state in
      if state.isFinished { return }
      state.isFinished = true
      if isCut && state.ending == .complete { state.ending = .cut }
      state.waiting.append(octets)
    }
    bell.signal()
  }

  /// Waits until the file is closed. The recording must have been finished.
  func ending() async -> Ending {
    await withCheckedContinuation { continuation in
      let isClosed = state.withLock { state in
        if !state.isClosed { state.waiter = continuation }
        return state.isClosed
      }
      if isClosed { continuation.resume() }
    }
    return state.withLock { $0.ending }
  }

  /// The thread.
  private func write(to file: consuming OwnedDescriptor) {
    while let chunks = next() {
      do {
        for chunk in chunks { try file.write(chunk) }
      } catch {
        state.withLock { $0.ending = .failed(error) }
      }
    }
    do { _ = consume file }
    whenOver(state.withLock { $0.ending })
    let waiter = state.withLock { state in
      state.isClosed = true
      return state.waiter.take()
    }
    waiter?.resume()
  }

  /// What is to be written next; `nil` when there will be no more.
  private func next() -> [[UInt8]]? {
    while true {
      let (chunks, isLast) = state.withLock { state -> ([[UInt8]], Bool) in
        if case .failed = state.ending { return ([], true) }
        defer {
          state.waiting = []
          state.length = 0
        }
        return (state.waiting, state.isFinished)
      }
      if !chunks.isEmpty { return chunks }
      if isLast { return nil }
      _ = try? bell.descriptor.waitReadable()
      bell.drain()
    }
  }
}
