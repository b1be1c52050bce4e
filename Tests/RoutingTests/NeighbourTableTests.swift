import Dataplane
import Routing
import SeededRandom
import Testing
import Wire

@Suite("Neighbour table")
struct NeighbourTableTests {
  private let start = Instant(nanoseconds: 1_000_000_000)

  private func address(_ number: Int) -> IPAddress {
    number % 2 == 0
      ? .v4(IPv4Address(bits: 0x0a00_0000 + UInt32(number)))
      : .v6(IPv6Address(high: 0x2001_0db8_0000_0000, low: UInt64(number)))
  }

  private func mac(_ number: Int) -> MACAddress { MACAddress(bits: 0x0200_0000_0000 + UInt64(number)) }

  @Test("it holds what a dictionary holds, through insertions and removals")
  func oracle() {
    var random = SplitMix64(seed: 5, for: #function)
    var table = NeighbourTable(countMax: 200)
    var naive: [String: MACAddress] = [:]
    for step in 0..<5000 {
      let (number, port) = (random.below(150), random.below(2))
      let key = "\(port) \(address(number))"
      if random.below(3) == 0 {
        table.remove(address(number), port: port)
        naive[key] = nil
      } else if naive.count < 200 || naive[key] != nil {
        _ = table.heard(address(number), port: port, mac(step), remember: true, at: start)
        naive[key] = mac(step)
      }
      expectEqual(table.count, naive.count)
      let probe = random.below(150)
      expectEqual(table.neighbour(address(probe), port: port)?.mac, naive["\(port) \(address(probe))"])
    }
    expectEqual(table.entries().count, naive.count)
    for entry in table.entries() { #expect(naive["\(entry.port) \(entry.address)"] == entry.neighbour.mac) }
  }

  @Test("the same address behind two ports is two neighbours")
  func scopes() {
    var table = NeighbourTable()
    let address = IPAddress("fe80::1")!
    _ = table.heard(address, port: 0, mac(1), remember: true, at: start)
    _ = table.heard(address, port: 1, mac(2), remember: true, at: start)
    expectEqual(table.resolve(address, port: 0, at: start), .station(mac(1)))
    expectEqual(table.resolve(address, port: 1, at: start), .station(mac(2)))
    expectEqual(table.resolve(address, port: 2, at: start), .sought)
    expectEqual(table.resolve(address, port: 2, at: start), .waiting)
  }

  @Test("a full table forgets a stale neighbour, and never one that is being asked for")
  func eviction() {
    var table = NeighbourTable(countMax: 4)
    for number in 0..<3 { expectEqual(table.resolve(address(number), port: 0, at: start), .sought) }
    _ = table.heard(address(3), port: 0, mac(3), remember: true, at: start)
    expectEqual(table.resolve(address(4), port: 0, at: start), .sought)
    expectEqual(table.neighbour(address(3), port: 0), nil)
    expectEqual(table.resolve(address(5), port: 0, at: start), .tableFull)
    for number in 0..<3 { expectEqual(table.resolve(address(number), port: 0, at: start), .waiting) }
  }

  @Test("nobody is remembered for an answer to a question that was not asked (RFC 4861, 7.2.5)")
  func unasked() {
    var table = NeighbourTable()
    let directive = table.advertised(
      address(1), port: 0, mac(1), solicited: true, override: true, at: start, random: 0)
    #expect(directive == .none)
    expectEqual(table.count, 0)
    _ = table.heard(address(1), port: 0, mac(1), remember: false, at: start)
    expectEqual(table.count, 0)
  }

  @Test("deadlines pass one by one, and those given up are gone")
  func expiry() {
    var table = NeighbourTable()
    _ = table.resolve(address(0), port: 0, at: start)
    _ = table.resolve(address(2), port: 0, at: start + .milliseconds(500))
    expectEqual(table.nextDeadline, start + .seconds(1))
    expectEqual(table.expire(at: start + .milliseconds(900)).isEmpty, true)
    expectEqual(table.expire(at: start + .seconds(1)).map(\.entry.address), [address(0)])
    expectEqual(table.nextDeadline, start + .milliseconds(1500))
    expectEqual(table.expire(at: start + .milliseconds(1500)).map(\.directive), [.solicitAll])
    _ = table.expire(at: start + .milliseconds(2500))
    expectEqual(Set(table.expire(at: start + .milliseconds(3500)).map(\.directive)), [.fail])
    expectEqual(table.count, 0)
    expectEqual(table.nextDeadline, .distantFuture)
  }
}
