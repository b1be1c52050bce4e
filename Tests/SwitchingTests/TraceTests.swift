import Buffers
import Dataplane
import ElementBench
import Switching
import Testing
import Wire

/// Keeps what the switch says of packets.
private final class Notes: PacketObserver {
  var lines: [String] = []

  func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
    if case .noted(let text) = event { lines.append(text) }
  }
}

struct TraceTests {
  private let notes = Notes()

  private func bench(_ vlans: [PortVLANs]?) -> ElementBench {
    let bench = ElementBench(ports: ["left", "right"])
    var configuration = LearningSwitch.Configuration()
    configuration.vlans = vlans
    bench.attach(LearningSwitch(context: bench.context, configuration: configuration))
    bench.dispatcher.observer = notes
    return bench
  }

  @Test("a trace says where the station is, or why the frame is flooded")
  func withoutVLANs() {
    let bench = bench(nil)
    bench.send(Frame(to: station(2), from: station(1)).octets, to: 0, traceID: 1)
    bench.send(Frame(to: .broadcast, from: station(1)).octets, to: 0, traceID: 1)
    bench.send(Frame(to: station(1), from: station(2)).octets, to: 1, traceID: 1)
    #expect(
      notes.lines == ["unknown station: flood", "group address: flood", "02:00:00:00:00:01 is at left"])
  }

  @Test("with VLANs a trace names the VLAN")
  func withVLANs() {
    let bench = bench([.access(10), .trunk([10])])
    bench.send(Frame(to: station(2), from: station(1)).octets, to: 0, traceID: 1)
    bench.send(Frame(to: station(1), from: station(2), tag: 10).octets, to: 1, traceID: 1)
    #expect(notes.lines == ["VLAN 10: unknown station: flood", "VLAN 10: 02:00:00:00:00:01 is at left"])
  }

  @Test("a traced frame within a run is explained like the first")
  func withinARun() {
    let bench = bench(nil)
    bench.send(Frame(to: .broadcast, from: station(1)).octets, to: 0)
    for trace: UInt16 in [0, 0, 5] {
      bench.inject(Frame(to: station(1), from: station(2)).octets, to: 1, traceID: trace)
    }
    #expect(bench.run()[0]?.count == 3)
    #expect(notes.lines == ["02:00:00:00:00:01 is at left"])
  }
}
