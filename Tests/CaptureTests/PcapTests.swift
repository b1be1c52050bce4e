import Capture
import Dataplane
import Testing

@Suite struct PcapTests {
  /// A classic file with these frames, one a microsecond.
  static func file(_ frames: [[UInt8]]) -> [UInt8] {
    let writer = PcapWriter()
    let interface = CaptureInterface(element: "r1", port: "eth0")
    var out: [UInt8] = []
    writer.begin(into: &out)
    for (index, frame) in frames.enumerated() {
      let record = CaptureRecord(
        timestamp: 1_700_000_000_000_000_000 + UInt64(index) * 1000, interface: 0, event: .inbound,
        originalLength: frame.count)
      _ = writer.write(record, frame[...], at: interface, into: &out)
    }
    return out
  }

  @Test("tshark reads lengths, nanoseconds and octets")
  func tshark() throws {
    let writer = PcapWriter(snapLength: 60)
    let interface = CaptureInterface(element: "r1", port: "eth0")
    let frame = Traffic.frames(1, seed: 3, for: "tshark")[0] + Array(repeating: 0, count: 100)
    var out: [UInt8] = []
    writer.begin(into: &out)
    let record = CaptureRecord(
      timestamp: 1_700_000_000_123_456_789, interface: 0, event: .outbound, originalLength: frame.count)
    #expect(writer.write(record, frame.prefix(60), at: interface, into: &out))
    let rows = try Tool.fields(["frame.time_epoch", "frame.len", "frame.cap_len"], of: out)
    #expect(rows == [["1700000000.123456789", "\(frame.count)", "60"]])
    let about = try Tool.run(["capinfos", "-M", "%"], file: out)
    #expect(about.contains("nanosecond") && about.contains("60 bytes"), "\(about)")
  }

  @Test("a packet's death has no place in a classic file")
  func deaths() {
    let session = CaptureSession()
    _ = session.addInterface(CaptureInterface(element: "r1", port: "eth0"))
    session.offer([1, 2, 3], .inbound, interface: 0, at: 5)
    session.offer([1, 2, 3], .dropped(.noRoute), interface: 0, at: 6)
    session.offer([1, 2], .outbound, interface: 0, at: 7)
    do {
      var recorder = try CaptureRecorder(session, writer: PcapWriter(), sink: MemorySink())
      #expect(try recorder.pump() == 2)
      try recorder.finish(timestamp: 8)
      #expect(recorder.sink.files.map(\.count) == [24 + 16 + 3 + 16 + 2])
    } catch { Issue.record(error) }
  }
}
