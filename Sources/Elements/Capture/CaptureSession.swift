public import Dataplane
import Synchronization

/// One capture while it runs: where the workers leave frames, and the reader finds them.
///
/// ```
///   worker ─▶ filter ─▶ | queue being filled |        lock held for one copy, or one swap
///                          ▲          │ swap
///                          └─ | queue being read | ─▶ recorder ─▶ pcapng ─▶ sink
/// ```
///
/// A worker that finds no room counts the frame as lost and goes on: a slow reader costs captures, never traffic. The
/// memory is `bufferSize`, for as long as the session lives. Any number of workers may offer frames; one reader at a
/// time takes them, through a `CaptureRecorder`.
public final class CaptureSession: Sendable {
  /// Octets of a frame that can be kept at most: the most that readers of capture files accept.
  public static let snapLengthMax = 262_144
  /// Ports that one session can watch.
  public static let interfacesMax = 65_536
  /// Octets of a buffer that is still useful: room for a frame of 64 KB in each half.
  public static let bufferSizeMin = 262_144

  /// What can be set.
  public struct Configuration: Sendable {
    /// Which frames are kept; `nil` keeps all.
    public var filter: CaptureFilter?
    /// Octets that are kept of each frame, 1…``CaptureSession/snapLengthMax``.
    public var snapLength = CaptureSession.snapLengthMax
    /// Octets that may wait for the reader, at least ``CaptureSession/bufferSizeMin``.
    public var bufferSize = 16 << 20
    /// Frames that are recorded; the session takes no more after them. `nil` for no bound.
    public var countMax: Int?
    /// Whether a packet's death is recorded.
    public var recordsDrops = true
    /// Nanoseconds from the engine's origin of time to 1970, or the other way where negative: one clock for all ports.
    public var wallClockOffset: Int64 = 0

    /// The defaults.
    public init() {}
  }

  /// What was set.
  public let configuration: Configuration
  private let wake: @Sendable () -> Void
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var filling: RecordQueue
    /// The other half; `nil` while the reader has it.
    var spare: RecordQueue?
    var interfaces: [CaptureInterface] = []
    var statistics: [CaptureStatistics] = []
    var lostSinceRecord: [UInt32] = []
    var isClosed = false
    /// Frames recorded so far.
    var recorded = 0
  }

  /// Starts a session. `wake` is called, on a worker's thread, when the first record comes to an empty queue: it must
  /// return at once.
  public init(_ configuration: Configuration = Configuration(), wake: @escaping @Sendable () -> Void = {}) {
    var configuration = configuration
    configuration.snapLength = min(max(1, configuration.snapLength), CaptureSession.snapLengthMax)
    configuration.bufferSize = max(configuration.bufferSize, CaptureSession.bufferSizeMin)
    self.configuration = configuration
    self.wake = wake
    let half = configuration.bufferSize / 2
    state = Mutex(State(filling: RecordQueue(capacity: half), spare: RecordQueue(capacity: half)))
  }

  /// Adds a port, and answers its number; `nil` where there are ``interfacesMax`` already. Ports may join while the
  /// session runs.
  public func addInterface(_ interface: CaptureInterface) -> Int? {
    state.withLock { state in
      guard state.interfaces.count < CaptureSession.interfacesMax else { return nil }
      state.interfaces.append(interface)
      state.statistics.append(CaptureStatistics())
      state.lostSinceRecord.append(0)
      return state.interfaces.count - 1
    }
  }

  /// The ports, in the order of their numbers.
  public var interfaces: [CaptureInterface] { state.withLock { $0.interfaces } }

  /// What was counted at each port, in the order of their numbers.
  public var statistics: [CaptureStatistics] { state.withLock { $0.statistics } }

  /// True once `close` was called.
  public var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Takes no more frames; those that wait can still be read.
  public func close() { state.withLock { $0.isClosed = true } }

  /// Records a frame that met `event` at a port, if the filter accepts it.
  public func offer(_ frame: RawSpan, _ event: CaptureEvent, interface: Int, at now: Instant) {
    if case .dropped = event, !configuration.recordsDrops { return }
    let isAccepted = configuration.filter?.matches(frame) ?? true
    let length = min(frame.byteCount, configuration.snapLength)
    var record = CaptureRecord(
      timestamp: now.nanoseconds &+ UInt64(bitPattern: configuration.wallClockOffset), interface: interface,
      event: event, originalLength: frame.byteCount)
    let isFirst = state.withLock { state in
      guard !state.isClosed, state.interfaces.indices.contains(interface) else { return false }
      state.statistics[interface].received += 1
      guard isAccepted, configuration.countMax.map({ state.recorded < $0 }) ?? true else { return false }
      state.statistics[interface].accepted += 1
      let wasEmpty = state.filling.isEmpty
      record.lostBefore = state.lostSinceRecord[interface]
      guard state.filling.append(record, frame, capturedLength: length) else {
        state.statistics[interface].lost += 1
        if state.lostSinceRecord[interface] < .max { state.lostSinceRecord[interface] += 1 }
        return false
      }
      state.lostSinceRecord[interface] = 0
      state.recorded += 1
      return wasEmpty
    }
    if isFirst { wake() }
  }

  /// Takes what waits, or `nil` where nothing does, or the last lot was not given back.
  func take() -> RecordQueue? {
    state.withLock { state in
      guard !state.filling.isEmpty, var other = state.spare.take() else { return nil }
      swap(&state.filling, &other)
      return other
    }
  }

  /// Gives back the storage of a lot that was read.
  func giveBack(_ queue: consuming RecordQueue) {
    queue.removeAll()
    var slot: RecordQueue? = consume queue
    state.withLock { swap(&$0.spare, &slot) }
  }
}
