import Routing
import Testing
import Wire

@Suite("Routing table")
struct RoutingTableTests {
  private func prefix(_ text: String) -> IPPrefix { IPPrefix(text)! }
  private func address(_ text: String) -> IPAddress { IPAddress(text)! }

  @Test("both versions share a table without meeting each other")
  func versions() {
    var table = RoutingTable()
    table.set(prefix("0.0.0.0/0"), NextHop(.gateway, port: 0, gateway: address("10.0.0.1")))
    expectEqual(table.lookup(address("192.0.2.1"))?.port, 0)
    expectEqual(table.lookup(address("2001:db8::1")), nil)
    table.set(prefix("::/0"), NextHop(.gateway, port: 1, gateway: address("fe80::1")))
    expectEqual(table.lookup(address("2001:db8::1"))?.gateway, address("fe80::1"))
    expectEqual(table.match(address("2001:db8::1"))?.prefix, prefix("::/0"))
  }

  @Test("routes are listed by prefix, and printed as a person writes them")
  func listing() {
    var table = RoutingTable()
    table.set(prefix("2001:db8::/32"), NextHop(.gateway, port: 1, gateway: address("fe80::2")))
    table.set(prefix("10.0.0.0/8"), NextHop(.gateway, port: 1, gateway: address("10.1.0.2")))
    table.set(prefix("10.0.0.0/16"), NextHop(.connected, port: 0))
    table.set(prefix("0.0.0.0/0"), NextHop(.onLink, port: 2))
    #expect(
      table.entries().map { $0.text(portNames: ["eth0", "eth1"]) } == [
        "0.0.0.0/0 dev port 2", "10.0.0.0/8 via 10.1.0.2 dev eth1", "10.0.0.0/16 dev eth0 connected",
        "2001:db8::/32 via fe80::2 dev eth1",
      ])
  }

  @Test("a full table refuses a new prefix, and still takes another route to an old one")
  func full() {
    var table = RoutingTable(countMax: 2)
    expectEqual(table.set(prefix("10.0.0.0/8"), NextHop(.onLink, port: 0)), true)
    expectEqual(table.set(prefix("2001:db8::/32"), NextHop(.onLink, port: 0)), true)
    expectEqual(table.set(prefix("11.0.0.0/8"), NextHop(.onLink, port: 0)), false)
    expectEqual(table.set(prefix("10.0.0.0/8"), NextHop(.onLink, port: 1)), true)
    expectEqual(table.remove(prefix("10.0.0.0/8")), NextHop(.onLink, port: 1))
    expectEqual(table.set(prefix("11.0.0.0/8"), NextHop(.onLink, port: 0)), true)
    expectEqual(table.count, 2)
  }

  @Test("next hops that come and go are found by the routes that still use them")
  func nextHopChurn() {
    var table = RoutingTable()
    for round in 0..<50 {
      let hop = NextHop(.gateway, port: round % 3, gateway: .v4(IPv4Address(10, 0, 0, UInt8(round))))
      table.set(.v4(IPv4Prefix(IPv4Address(10, UInt8(round % 5), 0, 0), length: 16)!), hop)
      expectEqual(table.lookup(.v4(IPv4Address(10, UInt8(round % 5), 1, 1))), hop)
    }
    expectEqual(table.count, 5)
    for second in 0..<5 {
      #expect(
        table.lookup(.v4(IPv4Address(10, UInt8(second), 9, 9)))?.gateway
          == .v4(IPv4Address(10, 0, 0, UInt8(45 + second))))
    }
  }

  @Test("an interface brings its own address, its subnet and what stands for the subnet")
  func interfaceRoutes() throws {
    let plane = try ForwardingPlane(interfaces: [
      RouterInterface(
        mac: MACAddress(bits: 0x02_0000_0001),
        addresses: [InterfaceAddress("10.1.0.1/24")!, InterfaceAddress("2001:db8::1/64")!]),
      RouterInterface(mac: MACAddress(bits: 0x02_0000_0002), addresses: [InterfaceAddress("10.2.0.0/31")!]),
    ])
    #expect(
      plane.routes.entries().map { $0.text(portNames: ["eth0", "eth1"]) } == [
        "10.1.0.0/24 dev eth0 connected", "broadcast 10.1.0.0/32 dev eth0", "local 10.1.0.1/32 dev eth0",
        "broadcast 10.1.0.255/32 dev eth0", "10.2.0.0/31 dev eth1 connected", "local 10.2.0.0/32 dev eth1",
        "2001:db8::/64 dev eth0 connected", "anycast 2001:db8::/128 dev eth0", "local 2001:db8::1/128 dev eth0",
      ])
  }

  @Test("routes that make no sense are refused with a reason")
  func refusals() throws {
    var plane = try ForwardingPlane(interfaces: [
      RouterInterface(mac: MACAddress(bits: 0x02_0000_0001), addresses: [InterfaceAddress("10.1.0.1/24")!])
    ])
    func refusal(_ route: StaticRoute) -> RouteError? {
      do throws(RouteError) {
        try plane.add(route)
        return nil
      } catch { return error }
    }
    let far = StaticRoute(to: prefix("10.9.0.0/16"), via: address("10.2.0.1"))
    #expect(refusal(far) == .nextHopNotOnLink(far))
    let nowhere = StaticRoute(to: prefix("10.9.0.0/16"))
    #expect(refusal(nowhere) == .nextHopNotOnLink(nowhere))
    let own = StaticRoute(to: prefix("10.9.0.0/16"), via: address("10.1.0.1"))
    #expect(refusal(own) == .badNextHop(own))
    let broadcast = StaticRoute(to: prefix("10.9.0.0/16"), via: address("10.1.0.255"))
    #expect(refusal(broadcast) == .badNextHop(broadcast))
    let group = StaticRoute(to: prefix("10.9.0.0/16"), via: address("224.0.0.1"), port: 0)
    #expect(refusal(group) == .badNextHop(group))
    let mixed = StaticRoute(to: prefix("10.9.0.0/16"), via: address("fe80::1"), port: 0)
    #expect(refusal(mixed) == .versionMismatch(mixed))
    let port = StaticRoute(to: prefix("10.9.0.0/16"), port: 1)
    #expect(refusal(port) == .noSuchPort(1, port))
    let subnet = StaticRoute(to: prefix("10.1.0.0/24"), via: address("10.1.0.2"))
    #expect(refusal(subnet) == .exists(subnet))
    let linkLocal = StaticRoute(to: prefix("::/0"), via: address("fe80::1"))
    #expect(refusal(linkLocal) == .nextHopNotOnLink(linkLocal))
    #expect(refusal(StaticRoute(to: prefix("::/0"), via: address("fe80::1"), port: 0)) == nil)
    #expect(refusal(StaticRoute(to: prefix("10.9.0.0/16"), via: address("10.1.0.2"))) == nil)
    #expect(throws: RouteError.notFound(prefix("10.1.0.0/24"))) { try plane.remove(prefix("10.1.0.0/24")) }
    #expect(throws: RouteError.notFound(prefix("10.8.0.0/16"))) { try plane.remove(prefix("10.8.0.0/16")) }
  }

  @Test("replacing routes is all or nothing")
  func replacing() throws {
    var plane = try ForwardingPlane(
      interfaces: [
        RouterInterface(mac: MACAddress(bits: 0x02_0000_0001), addresses: [InterfaceAddress("10.1.0.1/24")!])
      ],
      routes: [StaticRoute(to: prefix("10.9.0.0/16"), via: address("10.1.0.2"))])
    #expect(throws: RouteError.self) {
      try plane.replace(with: [
        StaticRoute(to: prefix("10.8.0.0/16"), via: address("10.1.0.3")),
        StaticRoute(to: prefix("10.7.0.0/16"), via: address("10.2.0.3")),
      ])
    }
    expectEqual(plane.routes.entries().filter { $0.nextHop.isStatic }.map(\.prefix), [prefix("10.9.0.0/16")])
    try plane.replace(with: [StaticRoute(to: prefix("0.0.0.0/0"), via: address("10.1.0.3"))])
    expectEqual(plane.routes.entries().filter { $0.nextHop.isStatic }.map(\.prefix), [prefix("0.0.0.0/0")])
  }
}
