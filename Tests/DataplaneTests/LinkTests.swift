import Buffers
import Dataplane
import Testing

struct LinkTests {
  let rig = Rig()

  @Test("packets arrive in order, with the port they came in by")
  func order() async {
    let left = rig.probe("left")
    let right = rig.probe("right", ports: 3)
    rig.join(left, 0, right, 2)
    rig.emit(5, from: left)
    #expect(rig.dispatcher.hasInput)
    #expect(rig.dispatcher.runReady() == 1)
    #expect(!rig.dispatcher.hasInput)
    #expect(await right.arrivals == (0..<5).map { Probe.Arrival(port: 2, first: $0) })
    #expect(right.context.delivered == 5)
    #expect(rig.pool.inUse == 0)
  }

  @Test("a link holds as many packets as its limit, and counts the others as queueFull")
  func boundedQueue() async {
    let left = rig.probe("left")
    let right = rig.probe("right")
    rig.join(left, right, limit: 10)
    rig.emit(13, from: left)
    #expect(left.context.dropCount(.queueFull) == 3)
    #expect(left.context.counters(port: 0).unsent == 3)
    #expect(left.context.counters(port: 0).sentPackets == 10)
    #expect(rig.pool.inUse == 10)
    rig.dispatcher.runReady()
    #expect(await right.arrivals.map(\.first) == Array(0..<10))
    rig.emit(10, from: left)
    #expect(left.context.dropCount(.queueFull) == 3)
  }

  @Test("an element is handed 256 packets at most, and the others have their turn behind the other links")
  func batchesAreBounded() async {
    let busy = rig.probe("busy")
    let quiet = rig.probe("quiet")
    let sink = rig.probe("sink", ports: 2)
    rig.join(busy, 0, sink, 0, limit: 1000)
    rig.join(quiet, 0, sink, 1)
    rig.emit(600, from: busy)
    rig.emit(1, from: quiet)
    #expect(rig.dispatcher.runReady() == 4)
    #expect(await sink.batchSizes == [256, 1, 256, 88])
    #expect(await sink.arrivals.filter { $0.port == 0 }.map(\.first) == (0..<600).map { UInt8(truncatingIfNeeded: $0) })
  }

  @Test("a loop in the topology fills its queues and ends in queueFull; each turn ends")
  func loopsAreBounded() {
    let left = rig.probe("left", ports: 3, .flood)
    let right = rig.probe("right", ports: 3, .flood)
    for port in 0..<3 { rig.join(left, port, right, port, limit: 50) }
    rig.emit(1, from: left)
    #expect(rig.dispatcher.runReady(limit: 2000) == 2000)
    #expect(left.context.dropCount(.queueFull) + right.context.dropCount(.queueFull) > 0)
    #expect(rig.pool.inUse == 1)
    #expect(rig.dispatcher.hasInput)
    rig.dispatcher.detach(left.context)
    rig.dispatcher.runReady()
    #expect(rig.pool.inUse == 0)
  }

  @Test("two ports of one element may be joined")
  func loopback() async {
    let probe = rig.probe("probe", ports: 2)
    rig.join(probe, 0, probe, 1)
    rig.emit(3, from: probe, port: 0)
    rig.emit(2, from: probe, port: 1)
    rig.dispatcher.runReady()
    #expect(await probe.arrivals.map(\.port) == [1, 1, 1, 0, 0])
    rig.part(probe, 1, probe, 0)
    #expect(!probe.context.isConnected(0) && !probe.context.isConnected(1))
  }

  @Test("a packet for a port that leads nowhere, or is none, is dropped and counted", arguments: [0, 1, -1, 7])
  func portNotConnected(_ port: Int) {
    let probe = rig.probe("probe", ports: 2)
    rig.emit(1, from: probe, port: port)
    #expect(probe.context.dropCount(.portNotConnected) == 1)
    #expect(rig.pool.inUse == 0)
  }

  @Test("a port that is down lets nothing out and nothing in, until it is up again")
  func portDown() async {
    let left = rig.probe("left")
    let right = rig.probe("right")
    rig.join(left, right)
    right.context.setDown(true, port: 0)
    rig.emit(1, from: left)
    rig.emit(1, from: right)
    #expect(left.context.dropCount(.linkDown) == 1)
    #expect(right.context.dropCount(.linkDown) == 1)
    #expect(left.context.counters(port: 0).unsent == 1)
    right.context.setDown(false, port: 0)
    rig.emit(1, from: left)
    rig.dispatcher.runReady()
    #expect(await right.arrivals.count == 1)
  }

  @Test("a port stays down when its link is replaced")
  func portStaysDown() {
    let left = rig.probe("left")
    let right = rig.probe("right")
    left.context.setDown(true, port: 0)
    rig.join(left, right)
    rig.emit(1, from: left)
    #expect(left.context.dropCount(.linkDown) == 1)
  }

  @Test("what an element leaves in its batch is dropped as undecided")
  func undecided() {
    let left = rig.probe("left")
    let right = rig.probe("right", .leave)
    rig.join(left, right)
    rig.emit(3, from: left)
    rig.dispatcher.runReady()
    #expect(right.context.dropCount(.undecided) == 3)
    #expect(right.context.dropCounts.map(\.reason) == [.undecided])
    #expect(rig.pool.inUse == 0)
  }

  @Test("a flood shares one buffer, leaves out the ingress and what is not connected, in the order of the ports")
  func flood() async {
    let hub = rig.probe("hub", ports: 5, .flood)
    let ends = (0..<5).map { rig.probe("end\($0)") }
    for port in [0, 1, 3, 4] { rig.join(ends[port], 0, hub, port) }
    rig.emit(1, from: ends[1])
    #expect(rig.dispatcher.runReady(limit: 1) == 1)
    #expect(rig.pool.inUse == 1)
    rig.dispatcher.runReady()
    for port in 0..<5 { #expect(await ends[port].arrivals.count == (port == 1 || port == 2 ? 0 : 1)) }
    #expect(rig.pool.inUse == 0)
  }

  @Test("a flood with no way out is dropped")
  func floodWithNoWayOut() {
    let hub = rig.probe("hub", ports: 2, .flood)
    let end = rig.probe("end")
    rig.join(end, 0, hub, 0)
    rig.emit(1, from: end)
    rig.dispatcher.runReady()
    #expect(hub.context.dropCount(.portNotConnected) == 1)
  }

  @Test("a neighbour is found over a link, and no longer when it is gone")
  func neighbours() {
    let left = rig.probe("left", ports: 2)
    let right = rig.probe("right", ports: 2)
    rig.join(left, 1, right, 0)
    #expect(left.context.neighbour(1)?.context === right.context)
    #expect(left.context.neighbour(1)?.port == 0)
    #expect(left.context.neighbour(0) == nil)
    rig.part(left, 0, right, 0)
    #expect(left.context.isConnected(1))
    rig.part(right, 0, left, 1)
    #expect(left.context.neighbour(1) == nil)
  }

  @Test("with the pool empty, a device counts what it could not take")
  func poolEmpty() {
    let rig = Rig(poolCapacity: 2)
    let left = rig.probe("left")
    let right = rig.probe("right")
    rig.join(left, right)
    rig.emit(5, from: left)
    #expect(rig.pool.refused == 3)
    left.context.countDrop(.noBuffers)
    #expect(left.context.dropCount(.noBuffers) == 1)
    rig.dispatcher.runReady()
    #expect(rig.pool.inUse == 0)
  }
}
