import Glibc
import SystemPackage
import Testing

@testable import Linux

@Suite("user namespaces")
struct UserNamespaceTests {
  @Test("an unprivileged user runs a whole host: namespaces, a TAP device, addresses and programs")
  func unprivileged() async {
    await #expect(processExitsWith: .success) {
      let child = Fork.start {
        try Fork.openTunnelDeviceToAll()
        try Fork.becomeNobody()
        try Fork.check(!Privilege.current.suffices, "nobody has privileges")
        try Fork.check(
          (try? NetworkNamespace.create()) == nil, "nobody made a network namespace")
        try UserNamespace.enter()
        try Fork.check(Privilege.current.suffices, "no privileges inside")
        try Fork.check(!UserNamespace.isInitial && geteuid() == 0, "not root inside")
        try Fork.check(UserNamespace.outerUser == 65534, "another user outside")
        try useHost()
        return 0
      }
      try Fork.check(Fork.wait(child) == 0, "the child failed")
    }
  }

  @Test("the same user's command, outside of the user namespace, runs a program in the host")
  func commandOutside() async {
    await #expect(processExitsWith: .success) {
      let child = Fork.start {
        try Fork.becomeNobody()
        let toLab = try OwnedDescriptor.pipe()
        let fromLab = try OwnedDescriptor.pipe()
        let lab = Fork.start {
          try UserNamespace.enter()
          let host = try Host()
          try fromLab.second.write(Array("\(host.sandbox.process)".utf8))
          // Until the command has done its work.
          _ = try toLab.first.read(upTo: 1)
          return host.sandbox.stop() ? 0 : 1
        }
        let number = String(decoding: try fromLab.first.read(upTo: 16), as: UTF8.self)
        guard let process = Int32(number) else { throw Errno.badAddress }
        let status = try RunningProgram.runInForeground(
          Program(
            ["sh", "-c", "test $(id -u) = 0 && test $(hostname) = alice && echo x > /etc/weft-probe && exit 6"],
            environment: ["PATH=/bin:/usr/bin"], isInBackground: false),
          in: SandboxNamespaces(of: process))
        try toLab.second.write([1])
        try Fork.check(Fork.wait(lab) == 0, "the lab failed")
        return status.rawValue
      }
      try Fork.check(Fork.wait(child) == 6, "the command failed")
    }
  }

  @Test("a process with threads is refused")
  func threads() async {
    await #expect(processExitsWith: .success) {
      var thread = pthread_t()
      try Fork.check(
        pthread_create(
          &thread, nil,
          { _ in
            pause(); return nil
          }, nil) == 0, "pthread_create")
      do throws(UserNamespaceError) {
        try UserNamespace.enter()
        exit(1)
      } catch {
        try Fork.check(error == .hasThreads, "\(error)")
      }
    }
  }

  @Test("the kernel's errors are told apart")
  func errors() {
    #expect(UserNamespaceError(errno: .noSpace, isMapping: false) == .limitReached)
    #expect(UserNamespaceError(errno: .tooManyUsers, isMapping: false) == .limitReached)
    #expect(UserNamespaceError(errno: .invalidArgument, isMapping: false) == .hasThreads)
    #expect(UserNamespaceError(errno: .invalidArgument, isMapping: true) == .failed(.invalidArgument))
    #expect(UserNamespaceError(errno: .noFunction, isMapping: false) == .notSupported)
    #expect(UserNamespaceError(errno: .outOfRange, isMapping: false) == .failed(.outOfRange))
  }

  @Test("where no user namespace is allowed, the error says so")
  func limit() async {
    await #expect(processExitsWith: .success) {
      let child = Fork.start {
        // The limit is set for the user namespaces inside one of our own.
        try UserNamespace.enter()
        try OwnedDescriptor.open("/proc/sys/user/max_user_namespaces", flags: O_WRONLY).write(Array("0".utf8))
        do throws(UserNamespaceError) { try UserNamespace.enter() } catch {
          return error == .limitReached ? 0 : 2
        }
        return 1
      }
      try Fork.check(Fork.wait(child) == 0, "another error")
    }
  }
}

/// Brings a host up, looks at it from inside and takes it down.
private func useHost() throws {
  let host = try Host()
  var netlink = try NetlinkSocket(in: host.network)
  let tap = try TapDevice.create(name: "eth0", in: host.network)
  let index = try netlink.link(named: tap.name).index
  try netlink.perform([
    .setLink(1, LinkChange(isUp: true)), .setLink(index, LinkChange(isUp: true, mtu: 1400)),
    .addAddress(InterfaceAddress(InetPrefix(.v4(0x0a00_0001), length: 24), on: index)),
    .addRoute(Route(to: .anyV4, via: .v4(0x0a00_0002))),
  ])
  try Sysctl.set("net.ipv4.ip_forward", "1", in: host.network)
  print("file view: \(host.sandbox.fileView)")
  try Fork.check(host.sandbox.fileView != .readOnly, "no overlay at all")
  let ended = try host.run(
    """
    set -e
    cat /etc/hosts; hostname; id -u; cat /sys/class/net/eth0/mtu
    echo x > /etc/weft-probe; echo x > /tmp/weft-probe; echo x > /root/weft-probe; echo x > /run/weft-probe
    set -- /proc/[0-9]*; echo $#
    ! kill -9 \(getppid()) 2>/dev/null
    """)
  try Fork.check(ended == Ended(output: "127.0.0.1 lab\nalice\n0\n1400\n2\n", status: 0), "\(ended)")
  for folder in ["/etc", "/tmp", "/root", "/run"] {
    try Fork.check((try? MachineFiles.status(folder + "/weft-probe")) == nil, folder)
  }
  try Fork.check(host.sandbox.stop(), "stop")
}
