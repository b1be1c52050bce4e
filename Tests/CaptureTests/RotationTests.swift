import Capture
import SeededRandom
import Testing

@Suite struct RotationTests {
  @Test("files are numbered in front of the extension, and the oldest goes")
  func names() {
    let rotation = CaptureRotation(fileSizeMax: 1000, filesMax: 3)
    #expect(rotation.path("office.pcapng", number: 1) == "office.00001.pcapng")
    #expect(rotation.path("/tmp/a.b/office", number: 42) == "/tmp/a.b/office.00042")
    #expect(rotation.path("captures/office.v1.pcapng", number: 123_456) == "captures/office.v1.123456.pcapng")
    #expect(rotation.path("dir/.hidden", number: 2) == "dir/.hidden.00002")
    #expect(CaptureRotation.none.path("office.pcapng", number: 1) == "office.pcapng")
    #expect((1...5).map { rotation.obsolete(beginning: $0) } == [nil, nil, nil, 1, 2])
    #expect(CaptureRotation(fileSizeMax: 1, filesMax: 0).obsolete(beginning: 2) == 1)
    #expect(CaptureRotation(fileSizeMax: 1).obsolete(beginning: 9) == nil)
  }

  @Test("every file is whole, within its bound, and together they are the capture")
  func wholeFiles() throws {
    let session = CaptureSession()
    for port in PcapngTests.ports { _ = session.addInterface(port) }
    var random = SplitMix64(seed: 0x407a7e, for: "wholeFiles")
    var recorder = try CaptureRecorder(
      session, writer: PcapngWriter(), rotation: CaptureRotation(fileSizeMax: 5000), sink: MemorySink())
    var offered: [[UInt8]] = []
    for index in 0..<200 {
      let frame = random.bytes(Int.random(in: 0...700, using: &random))
      offered.append(frame)
      session.offer(frame, .inbound, interface: index % 2, at: UInt64(index))
      if index % 17 == 0 { try recorder.pump() }
    }
    try recorder.finish(timestamp: 200)
    let files = recorder.sink.files
    #expect(files.count > 10 && recorder.file == files.count && recorder.written == 200)
    #expect(files.allSatisfy { $0.count <= 5000 })
    #expect(files.dropLast().allSatisfy { $0.count > 5000 - 1000 })
    let read = try files.map { try PcapngReader($0) }
    #expect(read.flatMap { $0.packets.map(\.bytes) } == offered)
    #expect(read.allSatisfy { $0.interfaces.count == 2 && $0.statistics.count == 2 })
  }

  @Test("a packet longer than a file's bound has a file of its own")
  func longPacket() throws {
    let session = CaptureSession()
    _ = session.addInterface(PcapngTests.ports[0])
    var recorder = try CaptureRecorder(
      session, writer: PcapngWriter(), rotation: CaptureRotation(fileSizeMax: 10), sink: MemorySink())
    for length in [100, 2000, 5] { session.offer([UInt8](repeating: 1, count: length), .inbound, interface: 0, at: 0) }
    try recorder.finish(timestamp: 0)
    #expect(try recorder.sink.files.map { try PcapngReader($0).packets.map(\.bytes.count) } == [[100], [2000], [5]])
  }
}
