import Synchronization

@testable import Lab

/// What is recorded, in memory.
final class Tape: Recorder.Sink {
  private struct State {
    var octets: [UInt8] = []
    var chunksLeft: Int
    var isCut = false
  }

  private let state: Mutex<State>

  /// A tape that refuses what comes behind so many chunks.
  init(chunksMax: Int = .max) { state = Mutex(State(chunksLeft: chunksMax)) }

  /// All that was recorded.
  var octets: [UInt8] { state.withLock { $0.octets } }
  /// True where the recording was ended because the tape was full.
  var isCut: Bool { state.withLock { $0.isCut } }

  func take(_ octets: [UInt8]) -> Bool {
    state.withLock { state in
      guard state.chunksLeft > 0 else { return false }
      state.chunksLeft -= 1
      state.octets += octets
      return true
    }
  }

  func finish(_ octets: [UInt8], isCut: Bool) {
    state.withLock { state in
      state.octets += octets
      state.isCut = isCut
    }
  }
}

/// Octets that are handed out in chunks, as a file would.
final class Chunks: Sendable {
  private let rest: Mutex<ArraySlice<UInt8>>
  private let length: Int

  init(_ octets: [UInt8], of length: Int = .max) {
    rest = Mutex(octets[...])
    self.length = length
  }

  func next() -> [UInt8] {
    rest.withLock { rest in
      let chunk = Array(rest.prefix(length))
      rest = rest.dropFirst(chunk.count)
      return chunk
    }
  }
}

extension RecordingReader {
  /// Reads a recording that is in memory.
  init(_ octets: [UInt8], chunks length: Int = .max) throws {
    let chunks = Chunks(octets, of: length)
    try self.init { chunks.next() }
  }

  /// Every step that is left.
  mutating func steps() throws -> [RecordedStep] {
    var steps: [RecordedStep] = []
    while let step = try next() { steps.append(step) }
    return steps
  }
}

extension LabReplay {
  /// A recording that is in memory.
  init(_ octets: [UInt8]) throws {
    let chunks = Chunks(octets, of: 4096)
    try self.init(path: "tape") { chunks.next() }
  }
}
