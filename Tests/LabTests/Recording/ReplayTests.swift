import Dataplane
import Testing

@testable import Lab

@Suite("Replaying a recording")
struct ReplayTests {
  static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6]

  private func record(
    seed: UInt64, turns: Int = 250, isEnded: Bool = true, chunks: Int = .max
  ) throws -> (tape: [UInt8], digest: OutputDigest) {
    let tape = Tape(chunksMax: chunks)
    let digest = try RecordedRun.record(seed: seed, turns: turns, isEnded: isEnded, onto: tape)
    return (tape.octets, digest)
  }

  private func steps(_ tape: [UInt8]) throws -> [RecordedStep] {
    var reader = try RecordingReader(tape)
    return try reader.steps()
  }

  @Test("what goes out is the same, packet for packet", arguments: seeds)
  func same(_ seed: UInt64) throws {
    let (tape, digest) = try record(seed: seed)
    let report = try LabReplay(tape).run()
    #expect(report.isSame && report.ending == .complete, "\(report.text)")
    #expect(report.digest == "\(digest)" && report.recordedDigest == "\(digest)")
    #expect(digest.count > 150 && report.packetsOut == digest.count && report.changes > 15)
  }

  @Test("an octet that came in otherwise is found at the first packet that carries it", arguments: seeds)
  func tampered(_ seed: UInt64) throws {
    let (tape, _) = try record(seed: seed)
    var outputs: [RecordedOutput] = []
    for case .output(let output) in try steps(tape) { outputs.append(output) }
    // The first sixteen octets of a datagram's payload, of the last that went out.
    let place = try #require(outputs.indices.last { outputs[$0].isDatagram })
    let mark = Array(outputs[place].head[42..<58])
    let first = try #require(outputs.firstIndex { $0.head.count >= 58 && Array($0.head[42..<58]) == mark })
    var changed = tape
    let offset = try #require(tape.indices.first { tape[$0...].starts(with: mark) })
    changed[offset + 5] ^= 0x10
    let report = try LabReplay(changed).run()
    let difference = try #require(report.difference)
    #expect(difference.kind == .content && difference.packet == UInt64(first + 1), "\(report.text)")
    #expect(difference.recorded == outputs[first].text && difference.replayed == difference.recorded)
    #expect(difference.place == "they differ from octet 47 on")
    #expect(report.text.contains("differs first at packet \(first + 1) of those that went out, at "))
  }

  @Test(
    "a lab with another rule, another link or another route differs",
    arguments: [
      ("udp,tp_dst=7,", "udp,tp_dst=8,"), (#"\"loss\":\"2%\""#, #"\"loss\":\"9%\""#),
      ("to: 10.1.0.0/24", "to: 10.9.0.0/24"),
    ])
  func otherLab(_ part: String, _ other: String) throws {
    let (tape, _) = try record(seed: 7)
    var changed = tape
    var places = 0
    for offset in tape.indices where tape[offset...].starts(with: part.utf8) {
      changed.replaceSubrange(offset..<offset + part.utf8.count, with: other.utf8)
      places += 1
    }
    #expect(places > 0)
    let report = try LabReplay(changed).run()
    #expect(report.difference != nil, "\(report.text)")
  }

  @Test("a fingerprint that was changed is found at its packet, and the digest of the end at the end")
  func changedFingerprint() throws {
    let (tape, _) = try record(seed: 9)
    var changed = tape
    // The end is tag, count, eight octets of digest, and a zero.
    changed[tape.count - 3] ^= 1
    let report = try LabReplay(changed).run()
    #expect(report.difference?.kind == .digest && report.text.contains("damaged"))

    var outputs: [RecordedOutput] = []
    for case .output(let output) in try steps(tape) { outputs.append(output) }
    let octets = (0..<8).map { UInt8(truncatingIfNeeded: outputs[99].fingerprint >> (8 * UInt64($0))) }
    let place = try #require(tape.indices.first { tape[$0...].starts(with: octets) })
    changed = tape
    changed[place] ^= 1
    let difference = try #require(try LabReplay(changed).run().difference)
    #expect(difference.kind == .content && difference.packet == 100)
  }

  @Test("a recording whose lab was killed is replayed as far as it goes, and tells where it ends")
  func truncated() throws {
    let (tape, _) = try record(seed: 11, turns: 120, isEnded: false)
    let whole = try LabReplay(tape).run()
    #expect(whole.isSame && whole.ending == .truncated && whole.truncatedAt == tape.count)
    for length in stride(from: 200, to: tape.count, by: 499) {
      let report = try LabReplay(Array(tape[..<length])).run()
      #expect(report.isSame && report.ending == .truncated && report.truncatedAt == length)
      #expect(report.text.contains("at octet \(length)"))
    }
  }

  @Test("a recording that the disk cut short says from which turn on")
  func cut() throws {
    let (whole, _) = try record(seed: 12, turns: 4000)
    let tape = Tape(chunksMax: 3)
    _ = try RecordedRun.record(seed: 12, turns: 4000, onto: tape)
    #expect(tape.isCut && tape.octets.count < whole.count)
    let report = try LabReplay(tape.octets).run()
    #expect(report.isSame && report.ending == .incomplete && report.packetsOut > 300, "\(report.text)")
    guard case .cut(let turn, _)? = try steps(tape.octets).last else {
      Issue.record("the last record is no cut")
      return
    }
    #expect(turn == report.turns || turn == report.turns + 1)
  }

  @Test("recordings that were changed at random are replayed to an end or an error, without a trap")
  func mutations() throws {
    let (tape, _) = try record(seed: 13, turns: 60)
    let seed: UInt64 = 0x7e57_0002
    print("seed \(seed)")
    var chance = RandomSource(seed: seed)
    var outcomes: [String: Int] = [:]
    for _ in 0..<150 {
      var changed = tape
      for _ in 0...chance.next() % 3 {
        let place = Int(chance.next() % UInt64(changed.count))
        changed[place] = UInt8(truncatingIfNeeded: chance.next())
      }
      do {
        let report = try LabReplay(changed).run()
        outcomes[report.isSame ? "same" : "differs", default: 0] += 1
      } catch let error as LabError {
        #expect(error.exitCode == 2)
        outcomes["error", default: 0] += 1
      }
    }
    print(outcomes)
    #expect(outcomes["differs", default: 0] > 20 && outcomes["error", default: 0] > 5)
  }
}

extension RecordedOutput {
  /// True for UDP over IPv4 with at least sixteen octets in it.
  fileprivate var isDatagram: Bool {
    head.count >= 58 && head[12...13] == [8, 0] && head[14] == 0x45 && head[23] == 17
  }
}
