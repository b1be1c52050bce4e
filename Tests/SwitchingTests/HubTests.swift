import Dataplane
import ElementBench
import Switching
import Testing
import Wire

struct HubTests {
  @Test("a hub repeats every frame at all other ports, unread")
  func repeats() {
    let bench = ElementBench(ports: ["a", "b", "c"])
    let hub = Hub(context: bench.context)
    bench.attach(hub)
    for octets in [[], [1], Frame(to: .broadcast, from: station(1)).octets, [UInt8](repeating: 9, count: 5000)] {
      #expect(bench.send(octets, to: 1) == [0: [octets], 2: [octets]])
    }
    #expect(bench.dispatcher.pool.inUse == 0)
  }

  @Test("a hub passes what a bridge would keep to one link")
  func passesReservedGroups() {
    let bench = ElementBench(ports: ["a", "b"])
    bench.attach(Hub(context: bench.context))
    let bpdu = Frame(to: MACAddress(bits: 0x0180_c200_0000), from: station(1)).octets
    #expect(bench.send(bpdu, to: 0) == [1: [bpdu]])
  }

  @Test("a hub with nothing else connected drops")
  func alone() {
    let bench = ElementBench(ports: ["a", "b"], connected: [0])
    bench.attach(Hub(context: bench.context))
    #expect(bench.send([1], to: 0) == [:])
    #expect(bench.context.dropCount(.portNotConnected) == 1)
  }
}
