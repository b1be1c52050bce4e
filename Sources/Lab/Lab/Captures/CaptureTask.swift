import Capture
import Foundation
import Linux

/// One capture of a running lab: a session that the engine fills, and the reader that empties it. When live the reader is
/// a task of its own, and traffic never waits for it; in a simulation each packet is written as it is recorded, and none
/// is lost.
final class CaptureTask: Sendable {
  let session: CaptureSession
  private let wakes: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation
  private let writer: any CaptureWriter
  private let immediate: ImmediateCapture

  init(
    filter: String?, snapLength: Int?, isClassic: Bool, count: Int? = nil, wallClockOffset: Int64
  ) throws {
    var configuration = CaptureSession.Configuration()
    do {
      if let filter { configuration.filter = try CaptureFilter(filter) }
    } catch {
      throw LabError(.failed, "\(error)", hint: "filters are in libpcap's language: man pcap-filter")
    }
    if let snapLength { configuration.snapLength = snapLength }
    configuration.countMax = count
    configuration.recordsDrops = !isClassic
    configuration.wallClockOffset = wallClockOffset
    // A signal that nobody has taken yet says all that a second one would.
    let (wakes, waker) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    self.wakes = wakes
    self.waker = waker
    let immediate = ImmediateCapture()
    self.immediate = immediate
    session = CaptureSession(configuration) { if !immediate.pump() { waker.yield() } }
    writer = isClassic ? PcapWriter(snapLength: configuration.snapLength) : CaptureTask.pcapng(filter, configuration)
  }

  private static func pcapng(_ filter: String?, _ configuration: CaptureSession.Configuration) -> any CaptureWriter {
    PcapngWriter(snapLength: configuration.snapLength, filter: filter ?? "")
  }

  /// Ends the capture; what was recorded is still written.
  func stop() {
    session.close()
    waker.finish()
  }

  /// Writes into a file, or files, until the capture is stopped.
  func write(to path: String, rotation: CaptureRotation) async throws {
    var recorder = try CaptureRecorder(
      session, writer: writer, rotation: rotation, sink: CaptureFile(path: path, rotation: rotation))
    for await _ in wakes { try recorder.pump() }
    try recorder.finish(timestamp: UInt64(SystemClock.realtime()))
  }

  /// Begins to write into a file, or files, each packet as it is recorded.
  func writeImmediately(to path: String, rotation: CaptureRotation) throws {
    immediate.begin(
      try CaptureRecorder(
        session, writer: writer, rotation: rotation, sink: CaptureFile(path: path, rotation: rotation)))
  }

  /// Ends the writing that `writeImmediately` began, at `timestamp` nanoseconds since 1970.
  func finishImmediately(timestamp: UInt64) throws { try immediate.finish(timestamp: timestamp) }

  /// Hands octets to `send` until the capture is stopped, has all the packets it wants, or `send` throws.
  func stream(to send: ([UInt8]) async throws -> Void) async throws {
    var recorder = CaptureRecorder(session, writer: writer, sink: CaptureChunks())
    try await send(recorder.sink.take())
    for await _ in wakes {
      recorder.pump()
      try await send(recorder.sink.take())
      if let count = session.configuration.countMax, recorder.written >= UInt64(count) { break }
    }
    recorder.finish(timestamp: UInt64(SystemClock.realtime()))
    try await send(recorder.sink.take())
  }
}

/// Octets that wait to be sent.
private struct CaptureChunks: CaptureSink {
  private var bytes: [UInt8] = []

  func begin(file number: Int) {}

  mutating func write(_ more: [UInt8]) { bytes += more }

  mutating func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }
}
