import Dataplane
import Linux
import SystemPackage
import Testing

@testable import Lab

@Suite("The file of a recording")
struct RecordingFileTests {
  let header = RecordingHeader(lab: "lab", seed: 1, start: 5, realTime: 0, buffers: 4096)

  /// Records so many calls of a thousand octets.
  private func record(_ calls: Int, with recorder: Recorder) {
    for call in 0..<calls {
      recorder.clockWasSet(to: Instant(nanoseconds: 6 + UInt64(call)))
      recorder.call(.addNode(String(repeating: "n", count: 1000)))
      recorder.workerRests()
    }
  }

  @Test("everything is in the file once it has ended")
  func complete() async throws {
    let pipe = try OwnedDescriptor.pipe()
    let (reading, writing) = (pipe.first.release(), pipe.second.release())
    let octets = Task.detached { () -> [UInt8] in
      let end = OwnedDescriptor(adopting: reading)
      var octets: [UInt8] = []
      while case let part = try end.read(upTo: 65_536), !part.isEmpty { octets += part }
      return octets
    }
    let file = try RecordingFile(writingTo: OwnedDescriptor(adopting: writing))
    let recorder = Recorder(header, sink: file)
    record(2000, with: recorder)
    recorder.finish(starved: 0)
    #expect(await file.ending() == .complete)
    var reader = try RecordingReader(try await octets.value)
    #expect(try reader.steps().count == 4001)
  }

  @Test("what a slow disk does not take cuts the recording, which says so behind what it has")
  func slowDisk() async throws {
    // Nobody reads the pipe, which takes 64 KB, until the recording is over.
    let pipe = try OwnedDescriptor.pipe()
    let (reading, writing) = (pipe.first.release(), pipe.second.release())
    let file = try RecordingFile(writingTo: OwnedDescriptor(adopting: writing), waitingMax: 100_000)
    let recorder = Recorder(header, sink: file)
    record(2000, with: recorder)
    #expect(recorder.isOver)
    let end = OwnedDescriptor(adopting: reading)
    var octets: [UInt8] = []
    while case let part = try end.read(upTo: 65_536), !part.isEmpty { octets += part }
    #expect(await file.ending() == .cut)
    var reader = try RecordingReader(octets)
    let steps = try reader.steps()
    // Every call has a clock in front of it: the turn that is named is the one behind the last.
    #expect(steps.count.isMultiple(of: 2) == false && steps.count > 100)
    #expect(steps.last == .cut(turn: UInt64(steps.count / 2 + 1), after: Nanoseconds(UInt64(steps.count / 2 + 1))))
  }

  @Test("a disk that is full ends the recording, and nothing waits for it")
  func fullDisk() async throws {
    let file = try RecordingFile(writingTo: try OwnedDescriptor.open("/dev/full", flags: 1))
    let recorder = Recorder(header, sink: file)
    record(10, with: recorder)
    recorder.finish(starved: 0)
    #expect(await file.ending() == .failed(.noSpace))
  }
}
