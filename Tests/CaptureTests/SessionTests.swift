import Capture
import Dataplane
import Foundation
import Synchronization
import Testing

@Suite struct SessionTests {
  static let port = CaptureInterface(element: "r1", port: "eth0")

  @Test("a reader that does not read loses captures, which are counted, in the file as well")
  func slowReader() throws {
    var configuration = CaptureSession.Configuration()
    configuration.bufferSize = CaptureSession.bufferSizeMin
    let session = CaptureSession(configuration)
    _ = session.addInterface(SessionTests.port)
    _ = session.addInterface(SessionTests.port)
    var recorder = try CaptureRecorder(session, writer: PcapngWriter(), sink: MemorySink())
    let frame = [UInt8](repeating: 7, count: 1000)
    for _ in 0..<1000 { session.offer(frame, .inbound, interface: 0, at: 1) }
    let first = session.statistics[0]
    #expect(first.received == 1000 && first.accepted == 1000)
    #expect(first.recorded == UInt64(CaptureSession.bufferSizeMin / 2 / 1032) && first.lost == 1000 - first.recorded)
    try recorder.pump()
    session.offer(frame, .inbound, interface: 1, at: 2)
    session.offer(frame, .inbound, interface: 0, at: 3)
    session.offer(frame, .inbound, interface: 0, at: 4)
    try recorder.finish(timestamp: 5)
    let read = try PcapngReader(recorder.sink.files[0])
    #expect(read.packets.count == Int(first.recorded) + 3)
    #expect(read.packets.suffix(3).map(\.lostBefore) == [nil, first.lost, nil])
    #expect(read.statistics[0].dropped == first.lost && read.statistics[0].received == 1002)
    let rows = try Tool.fields(["frame.drop_count"], of: recorder.sink.files[0])
    #expect(rows[rows.count - 2] == ["\(first.lost)"])
  }

  @Test("the memory of a session that is never read has its bound")
  func bounded() {
    let session = CaptureSession()
    _ = session.addInterface(SessionTests.port)
    let frame = [UInt8](repeating: 7, count: 65_535)
    for _ in 0..<2000 { session.offer(frame, .inbound, interface: 0, at: 1) }
    #expect(session.statistics[0].recorded == UInt64((8 << 20) / (65_535 + 32)))
  }

  @Test("workers and reader on threads of their own lose nothing that is not counted")
  func threads() throws {
    var configuration = CaptureSession.Configuration()
    configuration.bufferSize = CaptureSession.bufferSizeMin
    let wakes = Atomic(0)
    let session = CaptureSession(configuration) { wakes.add(1, ordering: .relaxed) }
    let workers = 3
    let count = 5000
    for index in 0..<workers { _ = session.addInterface(CaptureInterface(element: "r\(index)", port: "eth0")) }
    var recorder = try CaptureRecorder(session, writer: PcapngWriter(), sink: MemorySink())
    let running = Atomic(workers)
    for worker in 0..<workers {
      Thread.detachNewThread {
        for index in 0..<count {
          let frame = [UInt8(worker)] + [UInt8](repeating: 1, count: index % 200)
          session.offer(frame, .inbound, interface: worker, at: UInt64(index))
        }
        running.subtract(1, ordering: .releasing)
      }
    }
    while running.load(ordering: .acquiring) > 0 { try recorder.pump() }
    try recorder.finish(timestamp: 0)
    let read = try PcapngReader(recorder.sink.files[0])
    #expect(read.packets.allSatisfy { $0.bytes.first == UInt8($0.interface) })
    let statistics = session.statistics
    for worker in 0..<workers {
      let mine = read.packets.filter { $0.interface == worker }
      #expect(statistics[worker].received == UInt64(count))
      #expect(UInt64(mine.count) + statistics[worker].lost == UInt64(count))
      #expect(mine.map(\.timestamp) == mine.map(\.timestamp).sorted())
      let told = mine.reduce(0) { $0 + ($1.lostBefore ?? 0) }
      #expect(told <= statistics[worker].lost)
    }
    #expect(wakes.load(ordering: .relaxed) > 0)
  }

  @Test("the reader is woken once for each time that the queue was empty")
  func wakes() throws {
    let wakes = Atomic(0)
    let session = CaptureSession { wakes.add(1, ordering: .relaxed) }
    _ = session.addInterface(SessionTests.port)
    var recorder = try CaptureRecorder(session, writer: PcapngWriter(), sink: MemorySink())
    for _ in 0..<2 {
      for _ in 0..<5 { session.offer([1], .inbound, interface: 0, at: 0) }
      #expect(try recorder.pump() == 5)
    }
    #expect(wakes.load(ordering: .relaxed) == 2)
  }

  @Test("ports that join while a capture runs are declared before their first packet")
  func lateInterface() throws {
    let session = CaptureSession()
    var recorder = try CaptureRecorder(session, writer: PcapngWriter(), sink: MemorySink())
    #expect(recorder.sink.files[0].count > 0)
    #expect(session.addInterface(SessionTests.port) == 0)
    session.offer([1], .inbound, interface: 0, at: 0)
    try recorder.pump()
    #expect(session.addInterface(CaptureInterface(element: "r2", port: "eth0")) == 1)
    session.offer([2], .inbound, interface: 1, at: 0)
    session.offer([3], .inbound, interface: 7, at: 0)
    try recorder.finish(timestamp: 0)
    let read = try PcapngReader(recorder.sink.files[0])
    #expect(read.interfaces.map(\.name) == ["r1:eth0", "r2:eth0"])
    #expect(read.packets.map(\.bytes) == [[1], [2]])
  }

  @Test("a closed session takes no more, and a broken sink is an error, not a loss of the queue")
  func endings() throws {
    let session = CaptureSession()
    _ = session.addInterface(SessionTests.port)
    var recorder = try CaptureRecorder(session, writer: PcapngWriter(), sink: MemorySink(writesMax: 1))
    session.offer([1], .inbound, interface: 0, at: 0)
    #expect(throws: MemorySink.Broken.self) { try recorder.pump() }
    session.offer([2], .inbound, interface: 0, at: 0)
    recorder.sink.writesMax = .max
    session.close()
    session.offer([3], .inbound, interface: 0, at: 0)
    try recorder.finish(timestamp: 0)
    #expect(try PcapngReader(recorder.sink.files[0]).packets.map(\.bytes) == [[1], [2]])
    #expect(session.isClosed)
  }
}
