import Linux
import SystemPackage
import Testing

@Suite("network namespaces")
struct NetworkNamespaceTests {
  @Test("a new namespace holds a loopback interface alone, and the caller stays outside")
  func creation() throws {
    let before = try NetworkNamespace.current().descriptor.identity()
    let namespace = try NetworkNamespace.create()
    #expect(try namespace.descriptor.identity() != before)
    #expect(try NetworkNamespace.current().descriptor.identity() == before)
    var netlink = try NetlinkSocket(in: namespace)
    let links = try netlink.links()
    #expect(links.map(\.name) == ["lo"])
    #expect(links[0].flags.contains(.loopback))
    #expect(!links[0].flags.contains(.up))
  }

  @Test("perform runs inside, returns values without copies and throws the body's error")
  func performing() throws {
    let namespace = try NetworkNamespace.create()
    let inside = try namespace.perform { () throws(Errno) -> OwnedDescriptor in
      try OwnedDescriptor.open("/proc/thread-self/ns/net", flags: 0)
    }
    #expect(try inside.identity() == namespace.descriptor.identity())
    #expect(throws: Errno.notSupported) { try namespace.perform { () throws(Errno) in throw Errno.notSupported } }
  }

  @Test("a descriptor that is not a namespace is refused")
  func notANamespace() throws {
    let pipe = try OwnedDescriptor.pipe()
    let wrong = NetworkNamespace(adopting: try pipe.first.duplicate())
    #expect(throws: Errno.invalidArgument) { try wrong.perform { () throws(Errno) in } }
  }

  @Test("a namespace is gone with its last reference: the far end of its cable goes too")
  func vanishing() throws {
    let here = try NetworkNamespace.create()
    var netlink = try NetlinkSocket(in: here)
    do {
      let there = try NetworkNamespace.create()
      try netlink.perform(.addVeth("near", peer: "far", in: there))
      #expect(try netlink.links().map(\.name) == ["lo", "near"])
    }
    // The kernel takes a namespace down in its own time, after the last reference.
    var left = 0
    for _ in 0..<1000 {
      left = try netlink.links().count
      if left == 1 { break }
      let moment = try EventTimer()
      try moment.arm(at: SystemClock.monotonic() + 5_000_000)
      _ = try moment.descriptor.waitReadable()
    }
    #expect(left == 1)
  }

  @Test("a thousand namespaces exist at once")
  func many() throws {
    let start = SystemClock.monotonic()
    let namespaces = try (0..<1000).map { _ in try NetworkNamespace.create() }
    let each = (SystemClock.monotonic() - start) / 1000
    print("namespace creation: \(each) ns each")
    let identities = try Set(namespaces.map { try $0.descriptor.identity() })
    #expect(identities.count == 1000)
  }

  @Test("a setting is the namespace's own")
  func sysctl() throws {
    let (one, two) = (try NetworkNamespace.create(), try NetworkNamespace.create())
    try Sysctl.set("net.ipv4.ip_forward", "1", in: one)
    try Sysctl.set([("net.ipv6.conf.default.accept_ra", "0"), ("net.ipv6.conf.all.disable_ipv6", "1")], in: one)
    try Sysctl.set("net.ipv4.ip_forward", "0", in: two)
    #expect(try Sysctl.get("net.ipv4.ip_forward", in: one) == "1")
    #expect(try Sysctl.get("net.ipv4.ip_forward", in: two) == "0")
    #expect(try Sysctl.get("net.ipv6.conf.default.accept_ra", in: one) == "0")
    #expect(try Sysctl.get("net.ipv6.conf.default.accept_ra", in: two) == "1")
    var netlink = try NetlinkSocket(in: one)
    try netlink.perform(.addVeth("d0.7", peer: "e0"))
    try Sysctl.set("net.ipv4.conf.d0/7.rp_filter", "2", in: one)
    #expect(try Sysctl.get("net.ipv4.conf.d0/7.rp_filter", in: one) == "2")
  }

  @Test(
    "settings of the machine, and names that are none, are refused",
    arguments: [
      "kernel.hostname", "net", "net..x", "net.ipv4./.x", "net.//.//.kernel.x", "net.ipv4.\0", "", "vm.swappiness",
    ])
  func notOurs(name: String) throws {
    let namespace = try NetworkNamespace.create()
    #expect(throws: Errno.invalidArgument) { try Sysctl.set(name, "1", in: namespace) }
  }

  @Test("a setting that does not exist and a value that is none are told apart")
  func wrong() throws {
    let namespace = try NetworkNamespace.create()
    #expect(throws: Errno.noSuchFileOrDirectory) { try Sysctl.set("net.ipv4.none", "1", in: namespace) }
    #expect(throws: Errno.invalidArgument) { try Sysctl.set("net.ipv4.ip_forward", "maybe", in: namespace) }
  }

  @Test("privilege is what the thread has")
  func privilege() {
    #expect(Privilege.current.suffices)
    #expect(Privilege.current.opensPacketSockets)
    #expect(!Privilege(effective: 1 << 12).suffices)
  }
}
