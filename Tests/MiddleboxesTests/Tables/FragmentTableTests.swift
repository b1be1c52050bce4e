import ConnectionTracking
import Dataplane
import Testing
import Wire

@testable import Middleboxes

@Suite("Fragment table")
struct FragmentTableTests {
  private let route = FragmentTable.Route(source: IPv4Address(198, 51, 100, 2), destination: nil)

  private func key(_ identification: UInt16, host: UInt8 = 10) -> ConnectionTuple {
    FragmentTable.key(
      source: IPv4Address(10, 1, 0, host), destination: IPv4Address(203, 0, 113, 80), .udp,
      identification: identification)
  }

  @Test("later fragments follow the first, and the last one ends it")
  func follows() {
    var table = FragmentTable(seed: 1)
    #expect(table.route(of: key(7), isLast: false, now: .zero) == nil)
    #expect(table.insert(key(7), route, now: .zero) == true)
    #expect(table.route(of: key(7), isLast: false, now: .zero) == route)
    #expect(table.route(of: key(8), isLast: false, now: .zero) == nil)
    #expect(table.route(of: key(7, host: 11), isLast: false, now: .zero) == nil)
    #expect(table.route(of: key(7), isLast: true, now: .zero) == route)
    #expect(table.route(of: key(7), isLast: true, now: .zero) == nil)
  }

  @Test("a datagram is forgotten after its time")
  func forgets() {
    var table = FragmentTable(seed: 1)
    #expect(table.insert(key(7), route, now: .zero) == true)
    let end = Instant.zero + FragmentTable.lifetime
    #expect(table.route(of: key(7), isLast: false, now: Instant(nanoseconds: end.nanoseconds - 1)) == route)
    #expect(table.route(of: key(7), isLast: false, now: end) == nil)
  }

  @Test("a flood of first fragments fills it to its bound and no further, and it recovers")
  func isBounded() {
    var table = FragmentTable(seed: 1)
    let accepted = (0..<20_000).filter { table.insert(key(UInt16($0)), route, now: .zero) }
    #expect(accepted.count <= FragmentTable.datagramsMax)
    #expect(accepted.count > FragmentTable.datagramsMax / 2)
    // What got in stays.
    for identification in accepted {
      #expect(table.route(of: key(UInt16(identification)), isLast: false, now: .zero) == route)
    }
    #expect(table.insert(key(60_000), route, now: .zero + FragmentTable.lifetime) == true)
  }

  @Test("an identification that is used again replaces the old datagram")
  func replaces() {
    var table = FragmentTable(seed: 1)
    let other = FragmentTable.Route(source: nil, destination: IPv4Address(10, 1, 0, 10))
    #expect(table.insert(key(7), route, now: .zero) == true)
    #expect(table.insert(key(7), other, now: .zero) == true)
    #expect(table.route(of: key(7), isLast: false, now: .zero) == other)
  }
}
