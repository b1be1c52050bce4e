import Buffers
import Dataplane
import ElementBench
import Routing
import Testing
import Wire

/// A NAT of one address: 10.1.0.10 (alice, behind port 0) is 10.2.0.1 (the router, at port 1) to the world.
private struct OneAddressNAT: PacketTranslator {
  var calls: [String] = []
  let inside = IPv4Address(10, 1, 0, 10)
  let outside = IPv4Address(10, 2, 0, 1)

  mutating func ingress(
    _ packet: inout Packet, _ headers: inout IPHeaders, from ingress: Int?, _ context: ElementContext
  ) -> TranslationVerdict {
    calls.append("in \(ingress.map { "\($0)" } ?? "-") \(headers.source) > \(headers.destination)")
    guard headers.destination == .v4(outside), ingress != 0, packet.makeWritable() else { return .pass }
    var bytes = packet.mutableBytes
    IPv4Rewriting.setAddresses(destination: inside, in: &bytes, at: IPHeaders.offset)
    headers.destination = .v4(inside)
    return .pass
  }

  mutating func egress(
    _ packet: inout Packet, _ headers: inout IPHeaders, from ingress: Int?, to egress: Int, _ context: ElementContext
  ) -> TranslationVerdict {
    calls.append(
      "out \(ingress.map { "\($0)" } ?? "-")→\(egress) \(headers.source) > \(headers.destination) ttl \(headers.timeToLive)"
    )
    if headers.destination == .v4(IPv4Address(10, 2, 0, 66)) { return .drop(.filtered) }
    guard egress == 1, headers.source == .v4(inside), packet.makeWritable() else { return .pass }
    var bytes = packet.mutableBytes
    IPv4Rewriting.setAddresses(source: outside, in: &bytes, at: IPHeaders.offset)
    headers.source = .v4(outside)
    return .pass
  }
}

/// An element that embeds the forwarding plane with a translator, as a NAT does.
private actor TranslatingRouter: Element {
  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }
  private var plane: ForwardingPlane
  private var nat = OneAddressNAT()

  init(context: ElementContext) throws {
    self.context = context
    plane = try ForwardingPlane(
      interfaces: (0..<2).map { port in
        RouterInterface(mac: RouterBench.mac(port), addresses: [InterfaceAddress("10.\(port + 1).0.1/24")!])
      })
  }

  func receive(_ batch: inout PacketBatch, on port: Int) { plane.receive(&batch, on: port, context, translator: &nat) }
  func timerFired(_ token: UInt64) { plane.timerFired(context, translator: &nat) }
  func takeCalls() -> [String] {
    defer { nat.calls = [] }
    return nat.calls
  }
}

@Suite("Packet translator")
struct TranslatorTests {
  private let alice = RouterBench.alice, bob = RouterBench.bob

  private func makeBench() throws -> (bench: ElementBench, router: TranslatingRouter) {
    let bench = ElementBench(ports: ["eth0", "eth1"])
    let router = try TranslatingRouter(context: bench.context)
    bench.attach(router)
    for station in [alice, bob] {
      bench.send(
        EthernetFrame.arpRequest(from: station.mac, address: station.v4, target: RouterBench.v4(station.port)),
        to: station.port)
    }
    return (bench, router)
  }

  private func isolatedCalls(_ router: TranslatingRouter) -> [String] {
    router.assumeIsolated { $0.takeCalls() }
  }

  @Test("a packet passes ingress, the route, and egress, and comes back translated")
  func bothWays() throws {
    let (bench, router) = try makeBench()
    let out = bench.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: .v4(bob.v4))), to: 0)
    let sent = try #require(out[1]?.first)
    #expect(describe(sent).hasPrefix("IPv4 10.2.0.1 > 10.2.0.20"))
    #expect(isolatedCalls(router) == ["in 0 10.1.0.10 > 10.2.0.20", "out 0→1 10.1.0.10 > 10.2.0.20 ttl 63"])
    let reply = EthernetFrame.icmpEcho(RouterBench.path(bob, to: .v4(RouterBench.v4(1))), isReply: true)
    let back = try #require(bench.send(reply, to: 1)[0]?.first)
    #expect(describe(back).hasPrefix("IPv4 10.2.0.20 > 10.1.0.10"))
    #expect(isolatedCalls(router) == ["in 1 10.2.0.20 > 10.2.0.1", "out 1→0 10.2.0.20 > 10.1.0.10 ttl 63"])
  }

  @Test("a packet that goes no further does not meet egress; the error about it passes both hooks")
  func errors() throws {
    let (bench, router) = try makeBench()
    let out = bench.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: .v4(bob.v4), hops: 1)), to: 0)
    #expect(out[0]?.count == 1)
    #expect(
      isolatedCalls(router) == [
        "in 0 10.1.0.10 > 10.2.0.20", "in - 10.1.0.1 > 10.1.0.10", "out -→0 10.1.0.1 > 10.1.0.10 ttl 64",
      ])
  }

  @Test("an error about a packet that was translated already finds its true sender through ingress")
  func lateErrors() throws {
    let (bench, router) = try makeBench()
    bench.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: "10.2.0.99")), to: 0)
    _ = isolatedCalls(router)
    let out = bench.advance(by: .milliseconds(3100))
    #expect(out[0]?.count == 1)
    #expect(
      isolatedCalls(router) == ["in - 10.2.0.1 > 10.2.0.1", "out -→0 10.2.0.1 > 10.1.0.10 ttl 64"])
  }

  @Test("what a translator drops is dropped for its reason")
  func drops() throws {
    let (bench, _) = try makeBench()
    #expect(bench.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: "10.2.0.66")), to: 0).isEmpty)
    #expect(bench.context.dropCount(.filtered) == 1)
    #expect(bench.dispatcher.pool.inUse == 0)
  }
}
