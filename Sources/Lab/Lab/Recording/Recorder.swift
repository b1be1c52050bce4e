import Buffers
import Dataplane
import Foundation

/// Keeps what comes into a lab from outside, on the thread of its worker: each step of the crank that did something, with
/// the clock that it saw, the packets that devices took in, what was changed, and what the devices sent out.
///
/// Records are gathered into chunks and handed to a sink, which takes them elsewhere; where it refuses one, the recording
/// is over. A step that does nothing (no timer due, nothing on a link) is not written down.
///
/// Its worker's thread is the only one that uses it; that is what makes it `Sendable`.
final class Recorder: TurnRecorder, @unchecked Sendable {
  /// Octets that are gathered before the sink is handed them.
  static let chunkLength = 1 << 18

  /// Where a recording goes.
  protocol Sink: Sendable {
    /// Takes whole records. False where it cannot: then the recording is over.
    func take(_ octets: [UInt8]) -> Bool
    /// The last records, which are always taken; `isCut` where some before them are lost.
    func finish(_ octets: [UInt8], isCut: Bool)
  }

  /// Packets that came in and are recorded.
  private(set) var inputs: UInt64 = 0
  /// What went out and is recorded.
  private(set) var outputs = OutputDigest()
  /// Nothing is written down any more.
  private(set) var isOver = false

  private var writer = RecordWriter()
  private let start: Instant
  private var clock: Instant
  private var writtenClock: Instant
  private var turn: UInt64 = 0
  /// The turn and the clock of the first record that the sink does not have yet.
  private var unsent: (turn: UInt64, clock: Instant)?
  private let sink: any Sink

  /// Begins a recording.
  init(_ header: RecordingHeader, sink: any Sink) {
    self.sink = sink
    start = Instant(nanoseconds: header.start)
    clock = start
    writtenClock = start
    writer.octets = RecordingFormat.magic + [RecordingFormat.version]
    writer.put(blob: Recorder.json(header))
    flush()
  }

  /// Something is changed right now.
  func call(_ call: RecordedCall) {
    if begin(.call) { writer.put(blob: Recorder.json(call)) }
    flushIfFull()
  }

  /// A packet made for a trace enters the lab, as if by a device.
  func traceEnters(_ packet: borrowing Packet, at device: ElementContext) { note(packet, device, trace: 1) }

  /// Ends the recording. `starved` packets died because the lab had no buffer left.
  func finish(starved: UInt64) {
    guard !isOver else { return }
    isOver = true
    writer.put(.end)
    writer.put(outputs.count)
    writer.put(word: outputs.value)
    writer.put(starved)
    sink.finish(writer.octets, isCut: false)
    writer.octets = []
  }

  func clockWasSet(to now: Instant) { clock = now }

  func timersWillFire() { begin(.timers) }

  func batchesWillRun(limit: Int) {
    if begin(.run) { writer.put(limit) }
  }

  func packetCameIn(_ packet: borrowing Packet, at device: ElementContext) { note(packet, device, trace: 0) }

  func packetGoesOut(_ packet: borrowing Packet, at device: ElementContext) {
    guard begin(.output) else { return }
    let fingerprint = PacketFingerprint.of(packet)
    outputs.add(fingerprint, device: device.number, at: device.now)
    writer.put(device.number)
    writer.put(word: fingerprint)
    writer.put(headOf: packet)
    flushIfFull()
  }

  func workerRests() { flush() }

  private func note(_ packet: borrowing Packet, _ device: ElementContext, trace: UInt8) {
    guard begin(.input) else { return }
    inputs += 1
    writer.put(device.number)
    writer.put(octet: trace)
    writer.put(packet)
    flushIfFull()
  }

  /// Writes a record's tag, with the clock before it where that has moved. False once the recording is over.
  @discardableResult
  private func begin(_ tag: RecordingFormat.Tag) -> Bool {
    guard !isOver else { return false }
    if clock > writtenClock {
      turn += 1
      writer.put(.clock)
      writer.put((clock - writtenClock).count)
      writtenClock = clock
    }
    if unsent == nil { unsent = (turn, clock) }
    writer.put(tag)
    return true
  }

  private func flushIfFull() {
    if writer.octets.count >= Recorder.chunkLength { flush() }
  }

  private func flush() {
    guard !isOver, !writer.octets.isEmpty else { return }
    if sink.take(writer.octets) {
      writer.octets.removeAll(keepingCapacity: true)
      unsent = nil
    } else {
      cut()
    }
  }

  /// Says from where on the recording has nothing.
  private func cut() {
    isOver = true
    var mark = RecordWriter()
    let first = unsent ?? (turn, clock)
    mark.put(.cut)
    mark.put(first.turn)
    mark.put((first.clock - start).count)
    sink.finish(mark.octets, isCut: true)
    writer.octets = []
  }

  private static func json(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Numbers and texts alone: there is nothing in it that JSON cannot say.
    guard let data = try? encoder.encode(value), data.count <= RecordingFormat.blobMax else {
      preconditionFailure("what a recording is told is bounded by the topology file")
    }
    return Array(data)
  }
}
