import Capture
import Dataplane
import SeededRandom
import Testing

@Suite struct PcapngTests {
  /// Records everything that is offered, and answers the file.
  static func record(
    _ configuration: CaptureSession.Configuration = .init(), section: PcapngWriter.Section = .init(),
    ports: [CaptureInterface], _ offer: (CaptureSession) -> Void
  ) throws -> [UInt8] {
    let session = CaptureSession(configuration)
    for port in ports { _ = session.addInterface(port) }
    let writer = PcapngWriter(
      section: section, snapLength: session.configuration.snapLength, filter: configuration.filter?.text ?? "")
    var recorder = try CaptureRecorder(session, writer: writer, sink: MemorySink())
    offer(session)
    try recorder.pump()
    try recorder.finish(timestamp: 1_700_000_001_000_000_000)
    return recorder.sink.files[0]
  }

  static let ports = [CaptureInterface(element: "r1", port: "eth0"), CaptureInterface(element: "of1", port: "eth1")]

  @Test("what is read back is what was offered, for frames of any length")
  func roundTrip() throws {
    var random = SplitMix64(seed: 0x9ca9, for: "roundTrip")
    var configuration = CaptureSession.Configuration()
    configuration.snapLength = 200
    var expected: [PcapngReader.Packet] = []
    let file = try PcapngTests.record(configuration, ports: PcapngTests.ports) { session in
      for index in 0..<500 {
        let frame = random.bytes(Int.random(in: 0...300, using: &random))
        let port = Int.random(in: 0...1, using: &random)
        let time = UInt64(index) << 30
        var packet = PcapngReader.Packet(
          interface: port, timestamp: time, originalLength: frame.count, bytes: Array(frame.prefix(200)), direction: 0)
        switch Int.random(in: 0...2, using: &random) {
        case 0:
          packet.direction = 1
          session.offer(frame, .inbound, interface: port, at: time)
        case 1:
          packet.direction = 2
          session.offer(frame, .outbound, interface: port, at: time)
        default:
          let reason = DropReason.allCases.randomElement(using: &random)!
          packet.comment = "dropped by \(PcapngTests.ports[port].element): \(reason)"
          session.offer(frame, .dropped(reason), interface: port, at: time)
        }
        expected.append(packet)
      }
    }
    let read = try PcapngReader(file)
    #expect(read.packets == expected)
    #expect(read.interfaces.map(\.name) == ["r1:eth0", "of1:eth1"])
    #expect(read.interfaces.allSatisfy { $0.resolution == 9 && $0.snapLength == 200 && $0.filter == nil })
    #expect(read.statistics.map(\.received).reduce(0, +) == 500)
  }

  @Test("tshark shows port, direction, time, comment and right checksums")
  func tshark() throws {
    let frame = EthernetFrameSample.tcp
    let offset: Int64 = 1_700_000_000_000_000_000
    var configuration = CaptureSession.Configuration()
    configuration.wallClockOffset = offset
    let file = try PcapngTests.record(configuration, ports: PcapngTests.ports) { session in
      session.offer(frame, .inbound, interface: 0, at: 123_456_789)
      session.offer(frame, .outbound, interface: 1, at: 123_456_790)
      session.offer(frame, .dropped(.noRoute), interface: 0, at: 123_456_791)
    }
    for overStandardInput in [false, true] {
      let rows = try Tool.fields(
        [
          "frame.interface_name", "frame.packet_flags_direction", "frame.time_epoch", "frame.comment",
          "tcp.checksum.status", "ip.checksum.status",
        ], of: file, overStandardInput: overStandardInput)
      #expect(
        rows == [
          ["r1:eth0", "0x00000001", "1700000000.123456789", "", "1", "1"],
          ["of1:eth1", "0x00000002", "1700000000.123456790", "", "1", "1"],
          ["r1:eth0", "0x00000000", "1700000000.123456791", "dropped by r1: no route", "1", "1"],
        ])
    }
  }

  @Test("a live reader sees each packet while the stream is still open", .timeLimit(.minutes(1)))
  func live() throws {
    let reader = try LiveReader([
      "tshark", "-n", "-l", "-r", "-", "-T", "fields", "-e", "frame.len", "-e", "frame.comment",
    ])
    let session = CaptureSession()
    var recorder = try CaptureRecorder(session, writer: PcapngWriter(), sink: reader)
    _ = session.addInterface(PcapngTests.ports[0])
    for length in 60...63 {
      session.offer([UInt8](repeating: 0, count: length), .dropped(.filtered), interface: 0, at: UInt64(length))
      try recorder.pump()
      #expect(recorder.sink.readLine() == "\(length)\tdropped by r1: filtered by NAT")
    }
    try recorder.finish(timestamp: 0)
    recorder.sink.finish()
  }

  @Test("capinfos shows section, interfaces, filter and counts")
  func capinfos() throws {
    var configuration = CaptureSession.Configuration()
    configuration.filter = try CaptureFilter("tcp")
    let section = PcapngWriter.Section(hardware: "lab office", operatingSystem: "Linux 6.1", comment: "seed 7")
    let file = try PcapngTests.record(configuration, section: section, ports: PcapngTests.ports) { session in
      session.offer(EthernetFrameSample.tcp, .inbound, interface: 0, at: 1)
      session.offer([1, 2, 3], .inbound, interface: 0, at: 1)
    }
    let about = try Tool.run(["capinfos", "-M", "%"], file: file)
    for part in [
      "lab office", "Linux 6.1", "Weft", "seed 7", "Name = r1:eth0", "Name = of1:eth1", "Filter string = tcp",
      "Time precision = nanoseconds (9)", "Number of packets:   1", "Number of stat entries = 1",
    ] { #expect(about.contains(part), "\(part) is not in\n\(about)") }
    let read = try PcapngReader(file)
    #expect(read.sectionOptions == [1: "seed 7", 2: "lab office", 3: "Linux 6.1", 4: "Weft"])
    #expect(read.interfaces.map(\.filter) == ["tcp", "tcp"])
    #expect(
      read.statistics == [
        .init(interface: 0, received: 2, dropped: 0, accepted: 1, delivered: 1),
        .init(interface: 1, received: 0, dropped: 0, accepted: 0, delivered: 0),
      ])
  }

  @Test("text of any length and any script stays within an option")
  func longText() throws {
    let long = String(repeating: "网", count: 5000)
    let section = PcapngWriter.Section(hardware: long, comment: "é")
    let ports = [CaptureInterface(element: long, port: "eth0")]
    let file = try PcapngTests.record(section: section, ports: ports) { session in
      session.offer([], .dropped(.ttlExpired), interface: 0, at: 0)
    }
    let read = try PcapngReader(file)
    #expect(read.sectionOptions[2] == String(repeating: "网", count: 1365))
    #expect(read.packets[0].comment?.hasPrefix("dropped by 网网") == true)
    #expect(try Tool.fields(["frame.len"], of: file) == [["0"]])
  }
}
