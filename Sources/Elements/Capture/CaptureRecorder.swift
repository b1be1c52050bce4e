/// The reader's side of a capture: takes what waits in a session, writes it in a format, and rotates the files.
///
/// It belongs to one thread or task, which may wait in the sink as long as it must:
///
/// ```swift
/// var recorder = try CaptureRecorder(session, writer: PcapngWriter(), sink: file)
/// while await signal.next() { try recorder.pump() }   // signalled by the session's `wake`
/// try recorder.finish(timestamp: now)
/// ```
///
/// Everything up to `pump`'s return is in the sink: a live reader sees a packet as soon as it was recorded.
public struct CaptureRecorder<Sink: CaptureSink & ~Copyable>: ~Copyable {
  /// Octets that are gathered before they go to the sink.
  public static var chunkSize: Int { 262_144 }

  /// Where it goes.
  public var sink: Sink
  /// The number of the file that is being written, from 1.
  public private(set) var file = 1
  /// Records written so far.
  public private(set) var written: UInt64 = 0

  private let session: CaptureSession
  private let writer: any CaptureWriter
  private let rotation: CaptureRotation
  private var interfaces: [CaptureInterface] = []
  private var chunk: [UInt8] = []
  /// Octets that the sink has of this file.
  private var fileSize: UInt64 = 0
  private var recordsInFile = 0

  /// Begins the first file: its header and the ports that the session has are in the sink when this returns.
  public init(
    _ session: CaptureSession, writer: any CaptureWriter, rotation: CaptureRotation = .none, sink: consuming Sink
  ) throws(Sink.Failure) {
    self.session = session
    self.writer = writer
    self.rotation = rotation
    self.sink = sink
    try beginFile()
    declareNewInterfaces()
    try flush()
  }

  /// Writes what waits, and answers how many records that were. What comes in the meantime waits for the next call, to
  /// which `wake` calls again; so a busy lab does not keep the reader here.
  @discardableResult
  public mutating func pump() throws(Sink.Failure) -> Int {
    let before = written
    guard let queue = session.take() else { return 0 }
    declareNewInterfaces()
    do {
      try write(queue)
      try flush()
    } catch {
      session.giveBack(queue)
      throw error
    }
    session.giveBack(queue)
    return Int(written - before)
  }

  /// Closes the session, writes what still waits, and ends the file. `timestamp` is nanoseconds since 1970.
  public mutating func finish(timestamp: UInt64) throws(Sink.Failure) {
    session.close()
    try pump()
    declareNewInterfaces()
    conclude(timestamp: timestamp)
    try flush()
  }

  private mutating func write(_ queue: borrowing RecordQueue) throws(Sink.Failure) {
    var offset = 0
    while let (record, frame) = queue.record(at: offset) {
      offset = frame.upperBound
      guard record.interface < interfaces.count else { continue }
      let start = chunk.count
      guard writer.write(record, queue.octets[frame], at: interfaces[record.interface], into: &chunk) else { continue }
      if recordsInFile > 0, isTooLarge {
        let last = Array(chunk[start...])
        chunk.removeSubrange(start...)
        try rotate(timestamp: record.timestamp)
        chunk.append(contentsOf: last)
      }
      recordsInFile += 1
      written += 1
      if chunk.count >= CaptureRecorder.chunkSize { try flush() }
    }
  }

  /// True where the file, as it would end now, is above its bound.
  private var isTooLarge: Bool {
    guard let bound = rotation.fileSizeMax else { return false }
    return fileSize + UInt64(chunk.count + interfaces.count * writer.conclusionLength) > bound
  }

  private mutating func rotate(timestamp: UInt64) throws(Sink.Failure) {
    conclude(timestamp: timestamp)
    try flush()
    file += 1
    try beginFile()
    for interface in interfaces { writer.declare(interface, into: &chunk) }
  }

  private mutating func beginFile() throws(Sink.Failure) {
    try sink.begin(file: file)
    fileSize = 0
    recordsInFile = 0
    writer.begin(into: &chunk)
  }

  private mutating func declareNewInterfaces() {
    for interface in session.interfaces.dropFirst(interfaces.count) {
      interfaces.append(interface)
      writer.declare(interface, into: &chunk)
    }
  }

  private mutating func conclude(timestamp: UInt64) {
    for (index, statistics) in session.statistics.prefix(interfaces.count).enumerated() {
      writer.conclude(statistics, interface: index, timestamp: timestamp, into: &chunk)
    }
  }

  private mutating func flush() throws(Sink.Failure) {
    guard !chunk.isEmpty else { return }
    try sink.write(chunk)
    fileSize += UInt64(chunk.count)
    chunk.removeAll(keepingCapacity: true)
  }
}

extension CaptureRecorder: Sendable where Sink: Sendable & ~Copyable {}
