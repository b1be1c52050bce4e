import Buffers
import Dataplane
import Middleboxes
import Testing
import Wire

@Suite("NAT: what people see")
struct ListingTests {
  /// Keeps what elements say of traced packets.
  private final class Notes: PacketObserver {
    var lines: [String] = []
    func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
      if case .noted(let text) = event { lines.append(text) }
    }
  }

  @Test("mappings and sessions are listed with their packets and what is left of their time")
  func lists() async throws {
    let bench = try NATBench { $0.forwards = [NAT.Forward(.tcp, port: 8080, to: IPv4Endpoint(Hosts.bob.address, 80))] }
    bench.send(.udp, Hosts.alice, Hosts.web)
    bench.send(.udp, Hosts.alice, Hosts.dns)
    bench.send(.udp, Hosts.web, IPv4Endpoint(NATBench.address, 5000))
    bench.send(.tcp, Hosts.bob, Hosts.web)
    bench.advance(by: .seconds(10))
    #expect(
      await bench.nat.mappings().map(\.description) == [
        "tcp 10.2.0.20:6000 <-> 198.51.100.2:6000, 1 connection, 230 s",
        "tcp 10.2.0.20:80 <-> 198.51.100.2:8080, forward, 0 connections",
        "udp 10.1.0.10:5000 <-> 198.51.100.2:5000, 2 connections, 290 s",
      ])
    #expect(
      await bench.nat.sessions().map(\.description) == [
        "tcp 10.2.0.20:6000 <-> 198.51.100.2:6000 <-> 203.0.113.80:80 SYN-SENT, 230 s",
        "udp 10.1.0.10:5000 <-> 198.51.100.2:5000 <-> 192.0.32.53:53, 290 s",
        "udp 10.1.0.10:5000 <-> 198.51.100.2:5000 <-> 203.0.113.80:80, 290 s",
      ])
    let mapping = try #require(await bench.nat.mappings().last)
    #expect(mapping.packetsOut == 2 && mapping.packetsIn == 1)
    await bench.nat.forgetMappings()
    #expect(await bench.nat.mappings().map(\.isForward) == [true])
    #expect(await bench.nat.sessions().isEmpty)
  }

  @Test("a mapping for one remote end names it")
  func namesRemote() async throws {
    let bench = try NATBench { $0.mapping = .addressDependent }
    bench.send(.udp, Hosts.alice, Hosts.web)
    #expect(
      await bench.nat.mappings().map(\.description)
        == ["udp 10.1.0.10:5000 <-> 198.51.100.2:5000 for 203.0.113.80, 1 connection, 300 s"])
  }

  @Test("a traced packet tells which mapping it met, or why none")
  func notes() throws {
    let bench = try NATBench()
    let notes = Notes()
    bench.bench.dispatcher.observer = notes
    let out = EthernetFrame.udp(
      NATBench.path(Hosts.alice.address, Hosts.web.address), sourcePort: 5000, destinationPort: 80)
    func trace(_ frame: [UInt8], at port: Int) -> [String] {
      notes.lines = []
      bench.bench.inject(frame, to: port, traceID: 7)
      bench.settle(isIntact: true)
      return notes.lines.filter { !$0.contains("route") && !$0.contains("neighbour") && !$0.contains("ARP") }
    }
    #expect(trace(out, at: NATBench.lan).first == "mapping udp 10.1.0.10:5000 <-> 198.51.100.2:5000 (new)")
    #expect(trace(out, at: NATBench.lan).first == "mapping udp 10.1.0.10:5000 <-> 198.51.100.2:5000")
    let stranger = EthernetFrame.udp(
      NATBench.path(Hosts.dns.address, NATBench.address), sourcePort: 53, destinationPort: 5000)
    #expect(
      trace(stranger, at: NATBench.outside) == [
        "udp 10.1.0.10:5000 <-> 198.51.100.2:5000 does not admit 192.0.32.53:53 (address-and-port-dependent filtering)"
      ])
    let lost = EthernetFrame.udp(
      NATBench.path(Hosts.dns.address, NATBench.address), sourcePort: 53, destinationPort: 5001)
    #expect(trace(lost, at: NATBench.outside) == ["no mapping has udp 198.51.100.2:5001"])
  }
}
