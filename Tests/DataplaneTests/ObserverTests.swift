import Buffers
import Dataplane
import Testing

/// Writes down what it is told.
private final class Diary: PacketObserver {
  var lines: [String] = []

  func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
    switch event {
    case .emitted(let port): lines.append("\(element.name) emitted \(port)")
    case .received(let port): lines.append("\(element.name) received \(port)")
    case .delivered(let port): lines.append("\(element.name) delivered \(port)")
    case .dropped(let reason, let port): lines.append("\(element.name) dropped \(port): \(reason)")
    case .noted(let text): lines.append("\(element.name) noted \(text)")
    }
  }
}

struct ObserverTests {
  let rig = Rig()
  private let diary = Diary()

  private func chain() -> (Probe, Probe, Probe) {
    let left = rig.probe("left")
    let middle = rig.probe("middle", ports: 2, .forward(to: 1))
    let right = rig.probe("right")
    rig.join(left, 0, middle, 0)
    rig.join(middle, 1, right, 0)
    rig.dispatcher.observer = diary
    return (left, middle, right)
  }

  @Test("a traced packet is told of at every port, to its end")
  func traced() {
    let (left, _, _) = chain()
    rig.emit(1, from: left)
    rig.emit(1, from: left, traceID: 1)
    rig.dispatcher.runReady()
    #expect(
      diary.lines == [
        "left emitted 0", "middle received 0", "middle emitted 1", "right received 0", "right delivered 0",
      ])
  }

  @Test("a copy of a traced packet is traced, too")
  func tracedFlood() {
    let hub = rig.probe("hub", ports: 3, .flood)
    let ends = (0..<3).map { rig.probe("end\($0)") }
    for port in 0..<3 { rig.join(ends[port], 0, hub, port) }
    rig.dispatcher.observer = diary
    rig.emit(1, from: ends[0], traceID: 3)
    rig.dispatcher.runReady()
    #expect(diary.lines.filter { $0.hasSuffix("delivered 0") } == ["end1 delivered 0", "end2 delivered 0"])
  }

  @Test("a tapped port is told of in both directions, and no other")
  func tapped() {
    let (left, middle, right) = chain()
    middle.context.tap(port: 1)
    rig.emit(1, from: left)
    rig.emit(1, from: right)
    rig.dispatcher.runReady()
    #expect(diary.lines.sorted() == ["middle emitted 1", "middle emitted 1", "middle received 1"])
    diary.lines = []
    middle.context.untap(port: 1)
    rig.emit(1, from: left)
    rig.dispatcher.runReady()
    #expect(diary.lines.isEmpty)
  }

  @Test("a drop is told of to whoever taps the port where the packet came in")
  func tappedDrop() {
    let left = rig.probe("left")
    let right = rig.probe("right", .leave)
    rig.join(left, right)
    rig.dispatcher.observer = diary
    right.context.tap(port: 0)
    rig.emit(1, from: left)
    rig.dispatcher.runReady()
    #expect(diary.lines == ["right received 0", "right dropped 0: element did not decide"])
  }

  @Test("a tap outlives the link that it was set on")
  func tapOutlivesTheLink() {
    let left = rig.probe("left")
    let right = rig.probe("right")
    left.context.tap(port: 0)
    rig.dispatcher.observer = diary
    rig.join(left, right)
    rig.part(left, right)
    rig.join(left, right)
    rig.emit(1, from: left)
    #expect(diary.lines == ["left emitted 0"])
  }

  @Test("a note is made for traced packets only")
  func notes() {
    let probe = rig.probe("probe")
    rig.dispatcher.observer = diary
    var packet = rig.pool.packet([1])!
    probe.context.note(packet, "not wanted")
    packet.traceID = 4
    probe.context.note(packet, "rule \(7)")
    probe.context.drop(packet, .droppedByRule)
    #expect(diary.lines == ["probe noted rule 7", "probe dropped 0: dropped by a rule"])
  }

  @Test("a traced packet that finds the queue full is told of as dropped, not as emitted")
  func tracedIntoAFullQueue() {
    let left = rig.probe("left")
    let right = rig.probe("right")
    rig.join(left, right, limit: 1)
    rig.dispatcher.observer = diary
    rig.emit(2, from: left, traceID: 1)
    #expect(diary.lines == ["left emitted 0", "right received 0", "left dropped 0: link queue full"])
  }
}
