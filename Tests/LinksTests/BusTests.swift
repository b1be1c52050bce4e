import Buffers
import Dataplane
import ElementBench
import Links
import Testing

@Suite("a bus")
struct BusTests {
  /// Stations on one cable.
  private final class Cable {
    let executor = BenchExecutor()
    let dispatcher: Dispatcher
    let bus: Bus
    let pool = PacketPool(capacity: 512)
    private let ends: [End]

    init(stations: Int, _ conditions: LinkConditions) {
      dispatcher = Dispatcher(executor: executor.asUnownedSerialExecutor(), pool: pool)
      dispatcher.now = Instant(nanoseconds: LinkBench.start)
      let names = (0..<stations).map { "p\($0)" }
      let context = dispatcher.makeContext(name: "bus", ports: names)
      bus = Bus(context: context, conditions: conditions)
      dispatcher.attach(bus)
      ends = names.map { [dispatcher] in End(dispatcher.makeContext(name: $0, ports: ["eth0"])) }
      for (port, end) in ends.enumerated() {
        dispatcher.attach(end)
        dispatcher.connect(PortReference(context, port), PortReference(end.context, 0))
      }
    }

    /// A station begins to send.
    func send(_ id: Int, octets: Int = 1000, from station: Int) {
      var packet = pool.allocate()!
      _ = packet.resize(to: octets)
      packet.id = id
      ends[station].context.emit(packet, to: 0)
      dispatcher.runReady()
    }

    /// Turns the clock on until no timer is left.
    func runOut() {
      while let deadline = dispatcher.nextDeadline {
        dispatcher.now = max(dispatcher.now, deadline)
        dispatcher.fireTimers()
        dispatcher.runReady()
      }
    }

    /// What a station has heard: which frames, and when.
    func heard(_ station: Int) -> [[Int]] {
      ends[station].assumeIsolated { $0.take() }.map { [$0.id, Int($0.time)] }
    }
  }

  @Test("all others hear a frame, once it is sent and has come along the cable; who sends does not")
  func everybodyHears() {
    let cable = Cable(stations: 4, LinkConditions(delay: .microseconds(5), rate: .gigabits(1)))
    cable.send(7, from: 2)
    cable.runOut()
    // 1000 octets at 1 Gbit/s take 8 µs.
    for station in [0, 1, 3] { #expect(cable.heard(station) == [[7, 13_000]]) }
    #expect(cable.heard(2) == [])
    #expect(cable.bus.assumeIsolated { $0.statistics().passedPackets } == 1)
    #expect(cable.pool.inUse == 0)
  }

  @Test("one station sends at a time: others wait for their turn")
  func oneAtATime() {
    let cable = Cable(stations: 3, LinkConditions(delay: .microseconds(5), rate: .gigabits(1)))
    for station in 0..<3 { cable.send(station, from: station) }
    cable.runOut()
    #expect(cable.heard(0) == [[1, 21_000], [2, 29_000]])
    #expect(cable.heard(1) == [[0, 13_000], [2, 29_000]])
    #expect(cable.heard(2) == [[0, 13_000], [1, 21_000]])
  }

  @Test("a frame that is lost is lost for everybody, and a cut cable carries nothing")
  func losses() {
    let cable = Cable(stations: 3, LinkConditions(delay: .microseconds(5), loss: .independent(1.0)))
    cable.send(1, from: 0)
    cable.runOut()
    #expect(cable.heard(1) == [] && cable.heard(2) == [])
    #expect(cable.bus.context.dropCount(.linkLoss) == 1)
    #expect(cable.bus.assumeIsolated { $0.setConditions(LinkConditions(delay: .microseconds(5))) } == [])
    cable.send(2, from: 0)
    cable.bus.assumeIsolated { $0.setUp(false) }
    cable.runOut()
    #expect(cable.heard(1) == [] && cable.heard(2) == [])
    cable.bus.assumeIsolated { $0.setUp(true) }
    cable.send(3, from: 0)
    cable.runOut()
    #expect(cable.heard(1) == [[3, 10_000]] && cable.heard(2) == [[3, 10_000]])
    #expect(cable.pool.inUse == 0)
  }
}
