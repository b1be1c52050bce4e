import Buffers
import Dataplane
import Testing

@testable import Lab

@Suite("The format of recordings")
struct RecordingFormatTests {
  let header = RecordingHeader(lab: "lab", seed: .max, start: 1 << 60, realTime: -5, buffers: 4096)

  /// A recording with every kind of record but a cut.
  private func sample() -> [UInt8] {
    let tape = Tape()
    let recorder = Recorder(header, sink: tape)
    let dispatcher = Dispatcher(executor: MainActor.sharedUnownedExecutor)
    let start = Instant(nanoseconds: header.start)
    let device = dispatcher.makeContext(name: "alice", ports: ["eth0"])
    var packet = dispatcher.pool.packet([UInt8](0..<200))!
    recorder.call(.topology(path: "a.yml", text: "name: \"a\"\nand \u{1f600}\n"))
    recorder.call(.addDevice(number: device.number, node: "alice", interface: "eth0"))
    recorder.packetCameIn(packet, at: device)
    recorder.clockWasSet(to: start + .microseconds(5))
    recorder.clockWasSet(to: start + .microseconds(9))
    packet.offload.segmentation = .tcp6
    packet.offload.segmentSize = 1440
    packet.offload.needsChecksum = true
    packet.offload.checksumStart = 54
    packet.offload.checksumOffset = 16
    recorder.packetCameIn(packet, at: device)
    recorder.batchesWillRun(limit: 256)
    recorder.packetGoesOut(packet, at: device)
    recorder.timersWillFire()
    recorder.traceEnters(packet, at: device)
    recorder.finish(starved: 3)
    recorder.timersWillFire()
    return tape.octets
  }

  @Test("what is written is read again, the clock where it is needed")
  func roundTrip() throws {
    var reader = try RecordingReader(sample())
    #expect(reader.header == header)
    let start = Instant(nanoseconds: header.start)
    let steps = try reader.steps()
    try #require(steps.count == 10)
    #expect(steps[0] == .call(.topology(path: "a.yml", text: "name: \"a\"\nand \u{1f600}\n")))
    #expect(steps[1] == .call(.addDevice(number: 0, node: "alice", interface: "eth0")))
    #expect(steps[2] == .input(device: 0, RecordedPacket(octets: [UInt8](0..<200))))
    #expect(steps[3] == .clock(start + .microseconds(9)))
    guard case .input(0, let packet) = steps[4], case .output(let output) = steps[6],
      case .input(0, let trace) = steps[8],
      case .end(let digest, let starved) = steps[9]
    else {
      Issue.record("\(steps)")
      return
    }
    #expect(packet.offload.segmentation == .tcp6 && packet.offload.segmentSize == 1440 && packet.offload.needsChecksum)
    #expect(packet.offload.checksumStart == 54 && packet.offload.checksumOffset == 16 && !packet.isMadeForTrace)
    #expect(steps[5] == .run(limit: 256) && steps[7] == .timers)
    #expect(output.length == 200 && output.head == [UInt8](0..<128) && output.offload == packet.offload)
    #expect(trace.isMadeForTrace && digest.count == 1 && starved == 3)
  }

  @Test("the length of the chunks does not matter")
  func chunks() throws {
    let octets = sample()
    var whole = try RecordingReader(octets)
    let steps = try whole.steps()
    for length in 1...60 {
      var reader = try RecordingReader(octets, chunks: length)
      #expect(try reader.steps() == steps)
    }
  }

  @Test("a file that ends anywhere is truncated there, and one of another kind or version is told apart")
  func truncated() throws {
    let octets = sample()
    for length in 8..<octets.count {
      #expect(throws: RecordingError.truncated(offset: length)) {
        var reader = try RecordingReader(Array(octets[..<length]))
        _ = try reader.steps()
      }
    }
    #expect(throws: RecordingError.notARecording) { try RecordingReader([]) }
    #expect(throws: RecordingError.notARecording) { try RecordingReader(Array("weftre".utf8)) }
    #expect(throws: RecordingError.notARecording) { try RecordingReader(Array("pcapng..".utf8)) }
    #expect(throws: RecordingError.unknownVersion(2)) { try RecordingReader(Array("weftrec\u{2}".utf8)) }
    #expect(throws: RecordingError.malformed(offset: octets.count, "more behind its end")) {
      var reader = try RecordingReader(octets + [0])
      _ = try reader.steps()
    }
  }

  @Test("octets that were changed at random are read to an end or an error, without a trap")
  func garbage() {
    let seed: UInt64 = 0x7e57_0001
    print("seed \(seed)")
    var chance = RandomSource(seed: seed)
    let octets = sample()
    for _ in 0..<5000 {
      var changed = octets
      for _ in 0...chance.next() % 4 {
        let place = Int(chance.next() % UInt64(changed.count))
        changed[place] = UInt8(truncatingIfNeeded: chance.next())
      }
      if var reader = try? RecordingReader(changed) { _ = try? reader.steps() }
    }
  }

  @Test("lengths and numbers out of bounds are refused where they stand")
  func bounds() throws {
    let tape = Tape()
    _ = Recorder(header, sink: tape)
    let octets = tape.octets
    func error(_ record: [UInt8]) -> RecordingError? {
      do {
        var reader = try RecordingReader(octets + record)
        _ = try reader.steps()
        return nil
      } catch { return error as? RecordingError }
    }
    let at = octets.count
    let most = [UInt8](repeating: 0xff, count: 9) + [1]
    #expect(error([6] + most) == .malformed(offset: at + 11, "a call's length of \(UInt64.max), above 16777216"))
    #expect(error([6, 2, 0x7b, 0x7d]) == .malformed(offset: at + 4, "a call that makes no sense"))
    #expect(
      error([3] + [UInt8](repeating: 0x80, count: 12)) == .malformed(offset: at + 11, "a number of more than 64 bits"))
    #expect(error([1] + most) == .malformed(offset: at + 11, "a clock more than a year ahead"))
    #expect(error([10]) == .malformed(offset: at + 1, "an unknown record"))
    // A partial checksum beyond the packet, which no device would have taken.
    #expect(
      error([4, 0, 0, 0x48, 0, 9, 0, 3, 1, 2, 3])
        == .malformed(offset: at + 11, "a packet whose metadata contradict it"))
  }
}
