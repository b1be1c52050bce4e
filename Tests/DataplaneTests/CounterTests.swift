import Buffers
import Dataplane
import Testing

struct CounterTests {
  let rig = Rig()

  @Test("both ends of a link count packets and octets, those that wait at one end only")
  func bothEndsCount() {
    let left = rig.probe("left")
    let right = rig.probe("right")
    rig.join(left, right)
    rig.emit(3, from: left, length: 60)
    #expect(left.context.counters(port: 0).sentPackets == 3)
    #expect(left.context.counters(port: 0).sentBytes == 180)
    #expect(right.context.counters(port: 0) == PortCounters())
    rig.dispatcher.runReady()
    #expect(right.context.counters(port: 0).receivedPackets == 3)
    #expect(right.context.counters(port: 0).receivedBytes == 180)
    #expect(left.context.counters(port: 0).receivedPackets == 0)
  }

  @Test("counters go on when a link is taken off and another put on; what was lost on the way was sent only")
  func countersOutliveTheLink() {
    let left = rig.probe("left")
    let right = rig.probe("right")
    let other = rig.probe("other")
    rig.join(left, right)
    rig.emit(2, from: left, length: 100)
    rig.dispatcher.runReady()
    rig.emit(1, from: left, length: 50)
    rig.part(left, right)
    #expect(left.context.counters(port: 0).sentBytes == 250)
    #expect(right.context.counters(port: 0).receivedBytes == 200)
    #expect(right.context.dropCount(.removed) == 1)
    rig.join(left, other)
    rig.emit(1, from: left, length: 10)
    #expect(left.context.counters(port: 0).sentPackets == 4)
    #expect(left.context.counters(port: 0).sentBytes == 260)
  }

  @Test("frames from outside are counted by whoever took them")
  func framesFromOutside() {
    let probe = rig.probe("probe")
    probe.context.countReceived(port: 0, bytes: 60)
    probe.context.countReceived(port: 0, bytes: 40)
    #expect(probe.context.counters(port: 0).receivedPackets == 2)
    #expect(probe.context.counters(port: 0).receivedBytes == 100)
  }

  @Test("every packet of a random run is sent, and then received, dropped or waiting: nothing is lost or made up")
  func conservation() async {
    let seed: UInt64 = 0x5eed_0005
    print("seed \(seed)")
    var random = RandomSource(seed: seed)
    let left = rig.probe("left", ports: 2)
    let right = rig.probe("right", ports: 2, .forward(to: 1))
    let sink = rig.probe("sink")
    rig.join(left, 0, right, 0, limit: 64)
    rig.join(right, 1, sink, 0, limit: 32)
    var emitted: UInt64 = 0
    for _ in 0..<2000 {
      let count = Int(random.next() % 40)
      emitted += UInt64(count)
      rig.emit(count, from: left, length: 1 + Int(random.next() % 100))
      rig.dispatcher.runReady(limit: Int(random.next() % 3))
    }
    rig.dispatcher.runReady()
    let (sent, arrived) = (left.context.counters(port: 0), right.context.counters(port: 0))
    let (passed, delivered) = (right.context.counters(port: 1), sink.context.counters(port: 0))
    #expect(sent.sentPackets + left.context.dropCount(.queueFull) == emitted)
    #expect(sent.sentPackets == arrived.receivedPackets)
    #expect(sent.sentBytes == arrived.receivedBytes)
    #expect(passed.sentPackets + passed.unsent == arrived.receivedPackets)
    #expect(right.context.dropCount(.queueFull) == passed.unsent)
    #expect(delivered.receivedPackets == sink.context.delivered)
    #expect(passed.sentBytes == delivered.receivedBytes)
    #expect(rig.pool.inUse == 0)
  }
}
