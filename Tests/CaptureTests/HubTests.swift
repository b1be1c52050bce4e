import Buffers
import Capture
import Dataplane
import ElementBench
import Testing
import Wire

@Suite struct HubTests {
  /// A relay between two ports, watched by a hub.
  final class Setup {
    let bench: ElementBench
    let hub = CaptureHub()

    init(poolCapacity: Int = 64) {
      bench = ElementBench(ports: ["eth0", "eth1"], name: "r1", poolCapacity: poolCapacity)
      bench.attach(Relay(context: bench.context))
      bench.dispatcher.observer = hub
    }

    func watch(_ ports: [Int], for session: CaptureSession) {
      for port in ports { hub.watch(PortReference(bench.context, port), for: session) }
    }

    func read(_ session: CaptureSession) throws -> PcapngReader {
      try PcapngReader(file(session))
    }

    func file(_ session: CaptureSession) throws -> [UInt8] {
      var recorder = try CaptureRecorder(session, writer: PcapngWriter(), sink: MemorySink())
      try recorder.finish(timestamp: 0)
      return recorder.sink.files[0]
    }
  }

  @Test("each packet is recorded once a port and direction, and its death with the reason")
  func directions() throws {
    let setup = Setup()
    let session = CaptureSession()
    setup.watch([0, 1], for: session)
    let even: [UInt8] = [2, 2, 2]
    let odd: [UInt8] = [1, 1, 1, 1]
    setup.bench.send(even, to: 0)
    setup.bench.send(odd, to: 1)
    let read = try setup.read(session)
    #expect(read.interfaces.map(\.name) == ["r1:eth0", "r1:eth1"])
    let time: UInt64 = 1_000_000_000
    #expect(
      read.packets == [
        .init(interface: 0, timestamp: time, originalLength: 3, bytes: even, direction: 1),
        .init(interface: 1, timestamp: time, originalLength: 3, bytes: even, direction: 2),
        .init(interface: 1, timestamp: time, originalLength: 4, bytes: odd, direction: 1),
        .init(
          interface: 1, timestamp: time, originalLength: 4, bytes: odd, direction: 0, comment: "dropped by r1: no route"
        ),
      ])
  }

  @Test("captures with other ports, filters and wishes run side by side and end apart")
  func sideBySide() throws {
    let setup = Setup()
    var configuration = CaptureSession.Configuration()
    configuration.recordsDrops = false
    let (all, one) = (CaptureSession(), CaptureSession(configuration))
    configuration.filter = try CaptureFilter("less 2")
    let small = CaptureSession(configuration)
    setup.watch([0, 1], for: all)
    setup.watch([1], for: one)
    setup.watch([0], for: small)
    #expect(!setup.hub.watch(PortReference(setup.bench.context, 0), for: all))
    setup.bench.send([2, 2, 2], to: 0)
    setup.bench.send([2, 2], to: 0)
    setup.bench.send([1], to: 1)
    setup.hub.unwatch(one)
    #expect(setup.bench.context.isTapped(1))
    setup.bench.send([4, 4], to: 0)
    setup.hub.unwatch(all)
    #expect(setup.bench.context.isTapped(0) && !setup.bench.context.isTapped(1))
    setup.hub.unwatch(setup.bench.context)
    #expect(!setup.bench.context.isTapped(0))
    setup.bench.send([6], to: 0)
    #expect(
      try setup.read(all).packets.map(\.bytes) == [
        [2, 2, 2], [2, 2, 2], [2, 2], [2, 2], [1], [1], [4, 4], [4, 4],
      ])
    #expect(try setup.read(one).packets.map(\.bytes) == [[2, 2, 2], [2, 2], [1]])
    #expect(try setup.read(small).packets.map(\.bytes) == [[2, 2], [4, 4]])
    #expect(small.statistics[0].received == 3)
  }

  @Test("a super-packet appears as its frames, each with right checksums")
  func superPacket() throws {
    let setup = Setup()
    let session = CaptureSession()
    setup.watch([0], for: session)
    let payload = (0..<3000).map { UInt8(truncatingIfNeeded: $0) }
    let (frame, offload) = Traffic.superPacket(payload: payload, segmentSize: 1000)
    #expect(setup.bench.send(frame, to: 0, offload: offload) == [1: [frame]])
    let file = try setup.file(session)
    let rows = try Tool.fields(
      ["tcp.seq_raw", "tcp.len", "tcp.checksum.status", "ip.checksum.status", "tcp.flags.push"], of: file)
    #expect(
      rows == [["1000", "1000", "1", "1", "0"], ["2000", "1000", "1", "1", "0"], ["3000", "1000", "1", "1", "1"]])
    let read = try PcapngReader(file)
    #expect(read.packets.flatMap { $0.bytes.dropFirst(54) } == payload)
    #expect(session.statistics[0].received == 3)
  }

  @Test("a checksum left to the hardware is complete in the capture, and left alone in the packet")
  func partialChecksum() throws {
    let setup = Setup()
    let session = CaptureSession()
    setup.watch([0, 1], for: session)
    var (frame, offload) = Traffic.superPacket(payload: [1, 2, 3], segmentSize: 0)
    offload.segmentation = .none
    #expect(setup.bench.send(frame, to: 0, offload: offload) == [1: [frame]])
    let rows = try Tool.fields(["tcp.checksum.status"], of: setup.file(session))
    #expect(rows == [["1"], ["1"]])
    frame.removeAll()
  }

  @Test("metadata that contradicts its packet leaves the packet as it is")
  func hostileMetadata() throws {
    let setup = Setup()
    let session = CaptureSession()
    setup.watch([0], for: session)
    let (frame, good) = Traffic.superPacket(payload: [1, 2, 3], segmentSize: 0)
    var bad = good
    bad.segmentation = .none
    bad.checksumStart = 60_000
    setup.bench.send(frame, to: 0, offload: good)
    setup.bench.send(frame, to: 0, offload: bad)
    #expect(try setup.read(session).packets.map(\.bytes) == [frame, frame])
  }

  @Test("a lab whose pool is empty is captured all the same")
  func emptyPool() throws {
    let setup = Setup(poolCapacity: 1)
    let session = CaptureSession()
    setup.watch([0], for: session)
    let (frame, offload) = Traffic.superPacket(payload: [UInt8](repeating: 9, count: 2500), segmentSize: 1000)
    setup.bench.send(frame, to: 0, offload: offload)
    #expect(try setup.read(session).packets.map(\.originalLength) == [1054, 1054, 554])
  }
}
