import Buffers
import Dataplane
import Foundation

/// Reads a recording, one step after the other, of chunks of any length. Whatever the octets are, it ends with a step or
/// an error.
struct RecordingReader {
  /// What the recording begins with.
  let header: RecordingHeader
  /// The clock of the step that was read last.
  private(set) var clock: Instant
  private var input: OctetSource
  private var isOver = false

  /// Begins to read. `nextChunk` answers the file's octets in turn, and nothing at their end.
  init(_ nextChunk: @escaping @Sendable () throws -> [UInt8]) throws {
    var input = OctetSource(nextChunk)
    do {
      for octet in RecordingFormat.magic where try input.octet() != octet { throw RecordingError.notARecording }
    } catch RecordingError.truncated {
      throw RecordingError.notARecording
    }
    let version = try input.octet()
    guard version == RecordingFormat.version else { throw RecordingError.unknownVersion(version) }
    header = try input.json(RecordingHeader.self, "the header")
    guard (1...RecordingHeader.buffersMax).contains(header.buffers) else {
      throw input.error("\(header.buffers) packet buffers")
    }
    guard header.start <= RecordingFormat.clockMax else { throw input.error("a clock beyond the end of time") }
    clock = Instant(nanoseconds: header.start)
    self.input = input
  }

  /// Where the next step begins, in octets.
  var offset: Int { input.offset }

  /// The next step; `nil` behind the last. Throws `RecordingError`, or what the source of the chunks throws.
  mutating func next() throws -> RecordedStep? {
    if isOver { return nil }
    guard let tag = RecordingFormat.Tag(rawValue: try input.octet()) else { throw input.error("an unknown record") }
    switch tag {
    case .clock: return .clock(try nextClock())
    case .timers: return .timers
    case .run: return .run(limit: try input.number(max: RecordingFormat.limitMax, "a limit"))
    case .input: return .input(device: try device(), try packet())
    case .output: return .output(try output())
    case .call: return .call(try input.json(RecordedCall.self, "a call"))
    case .end:
      let digest = OutputDigest(count: try input.number(), value: try input.word())
      let starved = try input.number()
      try finish()
      return .end(digest, starved: starved)
    case .cut:
      let (turn, after) = (try input.number(), Nanoseconds(try input.number()))
      try finish()
      return .cut(turn: turn, after: after)
    }
  }

  private mutating func finish() throws {
    isOver = true
    if try input.hasMore() { throw input.error("more behind its end") }
  }

  private mutating func nextClock() throws -> Instant {
    let (sum, overflow) = clock.nanoseconds.addingReportingOverflow(try input.number())
    if overflow || sum - header.start > RecordingFormat.lengthMax {
      throw input.error("a clock more than a year ahead")
    }
    clock = Instant(nanoseconds: sum)
    return clock
  }

  private mutating func device() throws -> Int {
    try input.number(max: RecordingFormat.deviceMax, "a device's number")
  }

  private mutating func packet() throws -> RecordedPacket {
    let trace = try input.octet()
    guard trace < 2 else { throw input.error("a packet that is neither for a trace nor not") }
    let offload = try offload()
    let octets = try input.blob(max: PacketPool.packetLengthMax, "a packet")
    guard !octets.isEmpty, offload.isSound(packetLength: octets.count) else {
      throw input.error("a packet whose metadata contradict it")
    }
    return RecordedPacket(octets: octets, offload: offload, isMadeForTrace: trace == 1)
  }

  private mutating func output() throws -> RecordedOutput {
    let (device, fingerprint, offload) = (try device(), try input.word(), try offload())
    let length = try input.number(max: PacketPool.packetLengthMax, "a packet's length")
    let head = try input.blob(max: min(length, RecordingFormat.headMax), "a packet's head")
    return RecordedOutput(device: device, fingerprint: fingerprint, length: length, head: head, offload: offload)
  }

  private mutating func offload() throws -> OffloadMetadata {
    let flags = try input.octet()
    guard flags < 0x80, let segmentation = OffloadMetadata.Segmentation(rawValue: flags & 7) else {
      throw input.error("a packet's flags")
    }
    var offload = OffloadMetadata()
    offload.segmentation = segmentation
    offload.needsChecksum = flags & 8 != 0
    offload.checksumIsValid = flags & 16 != 0
    offload.hasECN = flags & 32 != 0
    if flags & 64 != 0 {
      offload.segmentSize = UInt16(try input.number(max: 0xffff, "a segment's size"))
      offload.checksumStart = UInt16(try input.number(max: 0xffff, "a checksum's place"))
      offload.checksumOffset = UInt16(try input.number(max: 0xffff, "a checksum's place"))
    }
    return offload
  }
}

extension OctetSource {
  /// A value that was written as a blob of JSON.
  mutating func json<Value: Decodable>(_ type: Value.Type, _ what: String) throws -> Value {
    let blob = try blob(max: RecordingFormat.blobMax, what)
    do { return try JSONDecoder().decode(type, from: Data(blob)) } catch {
      throw self.error("\(what) that makes no sense")
    }
  }
}

extension OffloadMetadata {
  /// True for metadata that a device could have read with a packet of this length.
  func isSound(packetLength: Int) -> Bool {
    if segmentation != .none && segmentSize == 0 { return false }
    return !needsChecksum || Int(checksumStart) + Int(checksumOffset) + 2 <= packetLength
  }
}
