import Buffers
import Dataplane
import ElementBench
import Routing
import SeededRandom
import Testing
import Wire

/// A router remembers which way datagrams to a destination went; these say that nobody can tell.
@Suite("Remembered ways")
struct RememberedWaysTests {
  private let alice = RouterBench.alice, bob = RouterBench.bob, gate = RouterBench.gate
  private let far = "198.51.100.9"

  /// A router with a route to `far` by bob, whose neighbours are known to be reachable and which has just forwarded to it.
  private func warmRouter(mtu: [Int] = [1500, 1500, 1500]) throws -> RouterBench {
    let routes = [StaticRoute(to: IPPrefix("198.51.100.0/24")!, via: .v4(bob.v4))]
    let lab = try RouterBench(mtu: mtu, routes: routes, knows: false)
    lab.introduce(alice)
    for station in [bob, gate] {
      _ = lab.send(ping(to: "\(station.v4)"), from: alice)
      answer(lab, station, station.mac)
    }
    for _ in 0..<3 { #expect(target(lab) == bob.mac) }
    return lab
  }

  private func ping(to destination: String, hops: UInt8 = 64) -> [UInt8] {
    EthernetFrame.icmpEcho(RouterBench.path(alice, to: destination, hops: hops))
  }

  private func answer(_ lab: RouterBench, _ station: Station, _ mac: MACAddress) {
    let reply = EthernetFrame.arpReply(
      from: mac, address: station.v4, to: RouterBench.mac(station.port), target: RouterBench.v4(station.port))
    lab.bench.send(reply, to: station.port)
  }

  /// Whom the next datagram to `far` is handed to; `nil` where none comes out.
  private func target(_ lab: RouterBench) -> MACAddress? {
    let out = lab.bench.send(ping(to: far), to: alice.port)
    return out[bob.port]?.first.flatMap { stations($0)?.to } ?? out[gate.port]?.first.flatMap { stations($0)?.to }
  }

  @Test("a longer prefix takes the next datagram, and gives it back")
  func longerPrefix() async throws {
    let lab = try warmRouter()
    try await lab.router.addRoute(StaticRoute(to: IPPrefix("198.51.100.9/32")!, via: .v4(gate.v4)))
    for _ in 0..<3 { #expect(target(lab) == gate.mac) }
    try await lab.router.removeRoute(to: IPPrefix("198.51.100.9/32")!)
    for _ in 0..<3 { #expect(target(lab) == bob.mac) }
  }

  @Test("without its route a datagram goes nowhere")
  func noRoute() async throws {
    let lab = try warmRouter()
    try await lab.router.replaceRoutes(with: [])
    #expect(target(lab) == nil)
    #expect(lab.drops(.noRoute) == 1)
  }

  @Test("a neighbour's new MAC address is used at once")
  func newMAC() throws {
    let lab = try warmRouter()
    let new = MACAddress(bits: 0x0200_0000_beef)
    answer(lab, bob, new)
    for _ in 0..<3 { #expect(target(lab) == new) }
  }

  @Test("a neighbour that is no longer known to be reachable is asked again")
  func reachability() throws {
    let lab = try warmRouter()
    lab.bench.advance(by: .seconds(60))
    #expect(target(lab) == bob.mac)
    let asked = RouterBench.lines(lab.bench.advance(by: .seconds(6)))
    #expect(asked.contains { $0.contains("10.2.0.20") }, "\(asked)")
  }

  @Test("a datagram that must not go on is judged by itself")
  func ownMerits() throws {
    let lab = try warmRouter(mtu: [1500, 600, 1500])
    #expect(target(lab) == bob.mac)
    _ = lab.send(ping(to: far, hops: 1), from: alice)
    #expect(lab.drops(.ttlExpired) == 1)
    let path = RouterBench.path(alice, to: far)
    let long = EthernetFrame.udp(path, sourcePort: 1, destinationPort: 2, payload: Array(repeating: 7, count: 1000))
    let pieces = lab.bench.send(long, to: alice.port)[bob.port] ?? []
    #expect(pieces.count == 2 || lab.drops(.packetTooBig) == 1)
    let spoofed = RouterBench.path(alice, to: far, from: "169.254.1.1")
    _ = lab.send(EthernetFrame.icmpEcho(spoofed), from: alice)
    #expect(lab.drops(.martian) == 1)
  }

  @Test("many destinations share few places, and each gets its own datagrams")
  func manyDestinations() throws {
    let routes = (0..<250).map { net in
      StaticRoute(to: IPPrefix("198.18.\(net).0/24")!, via: .v4(net % 2 == 0 ? bob.v4 : gate.v4))
    }
    let lab = try RouterBench(routes: routes, knows: false)
    lab.introduce(alice)
    for station in [bob, gate] {
      _ = lab.send(ping(to: "\(station.v4)"), from: alice)
      answer(lab, station, station.mac)
    }
    var random = SplitMix64(seed: 0x5eed_0300, for: #function)
    for _ in 0..<2000 {
      let net = random.below(250)
      let out = lab.bench.send(ping(to: "198.18.\(net).7"), to: alice.port)
      let station = net % 2 == 0 ? bob : gate
      #expect(out.keys.sorted() == [station.port])
      #expect(out[station.port]?.first.flatMap { stations($0)?.to } == station.mac)
    }
  }
}
