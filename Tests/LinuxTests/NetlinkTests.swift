import Glibc
import Linux
import SystemPackage
import Testing

@Suite("rtnetlink")
struct NetlinkTests {
  let namespace: NetworkNamespace

  init() throws { namespace = try NetworkNamespace.create() }

  @Test("a link is renamed, resized, addressed and switched")
  func change() throws {
    var netlink = try NetlinkSocket(in: namespace)
    try netlink.perform(.addVeth("one", peer: "other"))
    let before = try netlink.link(named: "one")
    #expect(before.kind == "veth")
    #expect(!before.flags.contains(.up))
    let address = try #require(HardwareAddress(octets: [2, 0, 0, 0, 0, 0x17]))
    try netlink.perform(
      .setLink(before.index, LinkChange(isUp: true, name: "two", mtu: 1400, address: address, queueLength: 64)))
    let after = try netlink.link(named: "two")
    #expect(after.index == before.index)
    #expect(after.mtu == 1400)
    #expect(after.address == address)
    #expect(after.queueLength == 64)
    #expect(after.flags.contains(.up))
    try netlink.perform(.setLink(after.index, LinkChange(isUp: false)))
    #expect(try !netlink.link(named: "two").flags.contains(.up))
    try netlink.perform(.deleteLink(after.index))
    #expect(try netlink.links().map(\.name) == ["lo"])
  }

  @Test("a cable reaches into another namespace, and an end can be moved on")
  func veth() throws {
    let other = try NetworkNamespace.create()
    let third = try NetworkNamespace.create()
    var here = try NetlinkSocket(in: namespace)
    var there = try NetlinkSocket(in: other)
    var beyond = try NetlinkSocket(in: third)
    try here.perform(.addVeth("a", peer: "b", in: other))
    let end = try there.link(named: "b")
    #expect(end.kind == "veth")
    try here.perform(.setLink(here.link(named: "a").index, LinkChange(isUp: true)))
    #expect(try here.link(named: "a").operationalState != .up)
    try there.perform(.setLink(end.index, LinkChange(isUp: true)))
    #expect(try here.link(named: "a").operationalState == .up)
    try there.perform(.setLink(end.index, LinkChange(name: "c", namespace: third)))
    #expect(try there.links().map(\.name) == ["lo"])
    #expect(try beyond.links().map(\.name) == ["lo", "c"])
  }

  @Test("a bridge takes a port and gives it back")
  func bridge() throws {
    var netlink = try NetlinkSocket(in: namespace)
    try netlink.perform([.addBridge("br0"), .addVeth("p0", peer: "p1")])
    let bridge = try netlink.link(named: "br0")
    let port = try netlink.link(named: "p0")
    #expect(bridge.kind == "bridge")
    try netlink.perform(.setLink(port.index, LinkChange(master: bridge.index)))
    #expect(try netlink.link(named: "p0").master == bridge.index)
    try netlink.perform(.setLink(port.index, LinkChange(master: 0)))
    #expect(try netlink.link(named: "p0").master == nil)
  }

  @Test("addresses of both versions are added, listed and deleted")
  func addresses() throws {
    var netlink = try NetlinkSocket(in: namespace)
    try netlink.perform(.addVeth("d", peer: "e"))
    let index = try netlink.link(named: "d").index
    try netlink.perform([
      .setLink(index, LinkChange(isUp: true)), .setLink(netlink.link(named: "e").index, LinkChange(isUp: true)),
    ])
    let four = InterfaceAddress(InetPrefix(.v4(0x0a01_000a), length: 24), on: index)
    let six = InterfaceAddress(InetPrefix(.v6(high: 0x2001_0db8_0000_0000, low: 1), length: 64), on: index)
    try netlink.perform([.addAddress(four), .addAddress(six)])
    let listed = try netlink.addresses(of: index)
    #expect(listed.first { $0.prefix == four.prefix }?.broadcast == 0x0a01_00ff)
    let found = try #require(listed.first { $0.prefix == six.prefix })
    #expect(found.skipsDuplicateDetection)
    #expect(!found.isTentative)
    try netlink.perform([.deleteAddress(four), .deleteAddress(six)])
    #expect(try !netlink.addresses(of: index).contains { $0.prefix == four.prefix || $0.prefix == six.prefix })
  }

  @Test("routes of both versions are added, replaced, listed and deleted")
  func routes() throws {
    var netlink = try NetlinkSocket(in: namespace)
    try netlink.perform(.addVeth("d", peer: "e"))
    let index = try netlink.link(named: "d").index
    let (gateway4, gateway6) = (InetAddress.v4(0x0a01_0001), InetAddress.v6(high: 0x2001_0db8_0000_0000, low: 1))
    try netlink.perform([
      .setLink(index, LinkChange(isUp: true)),
      .setLink(netlink.link(named: "e").index, LinkChange(isUp: true)),
      .addAddress(InterfaceAddress(InetPrefix(.v4(0x0a01_000a), length: 24), on: index)),
      .addAddress(InterfaceAddress(InetPrefix(.v6(high: 0x2001_0db8_0000_0000, low: 10), length: 64), on: index)),
      .addRoute(Route(to: .anyV4, via: gateway4)),
      .addRoute(Route(to: .anyV6, via: gateway6, on: index)),
      .addRoute(Route(to: InetPrefix(.v4(0xc000_0200), length: 24), on: index, metric: 7)),
    ])
    let routes = try netlink.routes().filter { $0.table == 254 }
    let default4 = try #require(routes.first { $0.destination == .anyV4 })
    #expect(default4.gateway == gateway4)
    #expect(default4.interface == index)
    #expect(default4.origin == 4)
    #expect(routes.first { $0.destination == .anyV6 }?.gateway == gateway6)
    #expect(routes.contains { $0.destination == InetPrefix(.v4(0xc000_0200), length: 24) && $0.metric == 7 })
    try netlink.perform(.replaceRoute(Route(to: .anyV4, via: .v4(0x0a01_0002))))
    #expect(try netlink.routes().filter { $0.destination == .anyV4 }.map(\.gateway) == [.v4(0x0a01_0002)])
    try netlink.perform(.deleteRoute(Route(to: .anyV4)))
    #expect(try !netlink.routes().contains { $0.destination == .anyV4 })
  }

  @Test("neighbours are set in place of one another, listed and deleted")
  func neighbours() throws {
    var netlink = try NetlinkSocket(in: namespace)
    try netlink.perform(.addVeth("a", peer: "b"))
    let index = try netlink.link(named: "a").index
    try netlink.perform(.setLink(index, LinkChange(isUp: true)))
    for last in [UInt64(1), 2] {
      try netlink.perform([
        .setNeighbour(Neighbour(.v4(0x0a01_0001), on: index, is: HardwareAddress(bits: 0x0200_0000_0000 | last))),
        .setNeighbour(
          Neighbour(
            .v6(high: 0xfe80_0000_0000_0000, low: 1), on: index, is: HardwareAddress(bits: 0x0200_0000_0000 | last))),
      ])
    }
    let listed = try netlink.neighbours().filter { $0.interface == index && $0.state == 0x80 }
    #expect(Set(listed.map(\.address)) == [.v4(0x0a01_0001), .v6(high: 0xfe80_0000_0000_0000, low: 1)])
    #expect(listed.allSatisfy { $0.hardwareAddress == HardwareAddress(bits: 0x0200_0000_0002) })
    try netlink.perform(.deleteNeighbour(Neighbour(.v4(0x0a01_0001), on: index, is: nil)))
    #expect(try !netlink.neighbours().contains { $0.address == .v4(0x0a01_0001) })
  }

  @Test("a batch of hundreds of requests is carried out in order")
  func batch() throws {
    var netlink = try NetlinkSocket(in: namespace)
    let requests = (0..<300).map { NetlinkRequest.addAddress(address($0)) }
    try netlink.perform(requests)
    let listed = try netlink.addresses(of: 1).map(\.prefix.address).sorted { $0.description < $1.description }
    #expect(listed == (0..<300).map { address($0).prefix.address }.sorted { $0.description < $1.description })
  }

  private func address(_ number: UInt32) -> InterfaceAddress {
    InterfaceAddress(InetPrefix(.v4(0x0a02_0000 + number), length: 32), on: 1)
  }

  @Test("a refused request throws the kernel's number and words, and names what was asked")
  func refusal() throws {
    var netlink = try NetlinkSocket(in: namespace)
    let error = try #require(throws: NetlinkError.self) {
      try netlink.perform(.addRoute(Route(to: .anyV4, via: .v4(0x0a01_0001))))
    }
    #expect(error.errno == .networkUnreachable)
    #expect(error.message == "Nexthop has invalid gateway")
    #expect(
      error.description
        == "add route 0.0.0.0/0 via 10.1.0.1: Nexthop has invalid gateway (Network is unreachable)")
    #expect(throws: NetlinkError(errno: Errno(rawValue: ENODEV), request: "find interface none")) {
      try netlink.link(named: "none")
    }
  }

  @Test("of a batch the first error is thrown, and the requests around it are done")
  func partialFailure() throws {
    var netlink = try NetlinkSocket(in: namespace)
    let error = try #require(throws: NetlinkError.self) {
      try netlink.perform([
        .addAddress(address(1)), .addAddress(address(1)), .deleteLink(4242), .addAddress(address(2)),
      ])
    }
    #expect(error.errno == .fileExists)
    #expect(error.request == "add address 10.2.0.1/32 of interface #1")
    #expect(try netlink.addresses(of: 1).count == 2)
  }
}
