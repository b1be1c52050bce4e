import Foundation
import Testing

/// Nodes that stand for devices of the machine. The lab runs in a network namespace that plays the machine, and what is
/// at the device's far end in a second one, so that the real machine's interfaces are left alone.
@Suite("Live devices", .serialized)
struct LiveDeviceTests {
  /// Two network namespaces without names, each held by a process, so that other tests see nothing of them.
  private final class Machines {
    /// The processes that hold them.
    let near: String
    let far: String
    private let holders: [Running]
    private let bench: LabBench

    init(_ bench: LabBench) throws {
      self.bench = bench
      let holders = try (0..<2).map { _ in
        try bench.start(["unshare", "--net", "sh", "-c", "echo $$; exec tail -f /dev/null"], seconds: 120)
      }
      let lines = try holders.map { holder in
        try #require(bench.wait { holder.outputSoFar.hasSuffix("\n") }, "no namespace was made")
        return String(holder.outputSoFar.dropLast())
      }
      (near, far, self.holders) = (lines[0], lines[1], holders)
    }

    deinit { remove() }

    /// Runs a program in one of the namespaces.
    func inside(_ holder: String, _ words: String...) throws -> Outcome {
      try bench.start(["nsenter", "-t", holder, "--net"] + words).finish()
    }

    /// Runs `ip` in one of the namespaces; it must succeed.
    func ip(in holder: String, _ words: String...) throws {
      let outcome = try bench.start(["nsenter", "-t", holder, "--net", "ip"] + words).finish()
      try #require(outcome.status == 0, "\(outcome)")
    }

    func remove() {
      for (holder, running) in zip([near, far], holders) where running.isRunning {
        kill(Int32(holder)!, SIGKILL)
        _ = try? running.finish()
      }
    }
  }

  private func lab(_ node: String) -> String {
    """
    name: devices
    topology:
      nodes:
        h: { kind: host, address: 10.9.0.1/24, listen: [tcp/80] }
        sw: { kind: switch }
        lan: \(node)
      links:
        - endpoints: ["h:eth0", "sw:eth1"]
        - endpoints: ["lan:eth0", "sw:eth2"]

    """
  }

  /// Ping both ways, a page, and a TCP stream of large segments between the lab's host and the far namespace.
  private func traffic(_ machines: Machines, _ bench: LabBench) throws {
    let ping = try machines.inside(machines.far, "ping", "-q", "-c2", "-i0.05", "-W3", "10.9.0.1")
    #expect(ping.status == 0, "\(ping)")
    let back = try bench.exec("devices", "h", "ping", "-q", "-c2", "-i0.05", "-W3", "10.9.0.2")
    #expect(back.status == 0, "\(back)")
    let page = try machines.inside(machines.far, "curl", "-sS", "-m5", "http://10.9.0.1/")
    #expect(page.output == "Hello from h.\n", "\(page)")
    #expect(try bench.exec("devices", "h", "iperf3", "-s", "-D").status == 0)
    for direction in [["-t1"], ["-t1", "-R"]] {
      let stream = try bench.start(
        ["nsenter", "-t", machines.far, "--net", "iperf3", "-c", "10.9.0.1"] + direction
      ).finish()
      #expect(stream.status == 0 && stream.output.contains("receiver"), "\(stream)")
    }
  }

  @Test("a tap node is a device of the machine that another namespace takes; it goes with the lab")
  func tap() throws {
    let bench = try LabBench()
    let before = try bench.machine()
    let machines = try Machines(bench)
    let file = try bench.write(lab("{ kind: tap, device: weftvm0 }"), as: "devices.weft.yml")
    let up = try machines.inside(machines.near, bench.weftPath, "up", "-d", "-q", file)
    try #require(up.status == 0, "\(up)")
    bench.adopt("devices")
    try machines.ip(in: machines.near, "link", "set", "weftvm0", "netns", machines.far)
    try machines.ip(in: machines.far, "addr", "add", "10.9.0.2/24", "dev", "weftvm0")
    try machines.ip(in: machines.far, "link", "set", "weftvm0", "up")
    try traffic(machines, bench)
    try bench.down("devices")
    #expect(bench.wait { (try? machines.inside(machines.far, "ip", "link", "show", "weftvm0").status) == 1 })
    machines.remove()
    #expect(try bench.machine() == before)
  }

  @Test("an interface node carries the traffic of a veth pair, which stays after the lab")
  func interface() throws {
    let bench = try LabBench()
    let before = try bench.machine()
    let machines = try Machines(bench)
    try machines.ip(
      in: machines.near, "link", "add", "weftnic0", "type", "veth", "peer", "name", "far0", "netns", machines.far)
    try machines.ip(in: machines.near, "link", "set", "weftnic0", "up")
    try machines.ip(in: machines.far, "addr", "add", "10.9.0.2/24", "dev", "far0")
    try machines.ip(in: machines.far, "link", "set", "far0", "up")
    let file = try bench.write(lab("{ kind: interface, device: weftnic0 }"), as: "devices.weft.yml")
    let up = try machines.inside(machines.near, bench.weftPath, "up", "-d", "-q", file)
    try #require(up.status == 0, "\(up)")
    bench.adopt("devices")
    try traffic(machines, bench)
    try bench.down("devices")
    #expect(try machines.inside(machines.near, "ip", "link", "show", "weftnic0").status == 0)
    machines.remove()
    #expect(try bench.machine() == before)
  }

  @Test("a device name that is taken and an interface that is not there are named, with exit code 3")
  func refused() throws {
    let bench = try LabBench()
    let before = try bench.machine()
    let machines = try Machines(bench)
    try machines.ip(in: machines.near, "link", "add", "weftvm0", "type", "veth", "peer", "name", "weftvm1")
    let taken = try bench.write(lab("{ kind: tap, device: weftvm0 }"), as: "taken.weft.yml")
    let first = try machines.inside(machines.near, bench.weftPath, "up", "-d", "-q", taken)
    #expect(first.status == 3 && first.errors.contains("device weftvm0 of lan is taken"), "\(first)")
    let missing = try bench.write(lab("{ kind: interface, device: weftnic9 }"), as: "missing.weft.yml")
    let second = try machines.inside(machines.near, bench.weftPath, "up", "-d", "-q", missing)
    #expect(second.status == 3 && second.errors.contains("interface weftnic9 of lan"), "\(second)")
    machines.remove()
    #expect(try bench.machine() == before)
  }
}
