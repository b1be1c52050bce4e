import Dataplane
import Devices
import Glibc
import Linux
import Runtime
import Switching
import SystemPackage

/// A namespace with an address on an interface `eth0`.
struct Stack: Sendable {
  let namespace: NetworkNamespace

  /// Makes the namespace; the interface comes later.
  init() throws {
    namespace = try NetworkNamespace.create()
    try Sysctl.set("net.ipv6.conf.default.disable_ipv6", "1", in: namespace)
  }

  /// Puts the interface up, at 10.0.0.`number`/24.
  func configure(_ name: String, _ number: UInt32) throws {
    var netlink = try NetlinkSocket(in: namespace)
    let index = try netlink.link(named: name).index
    try netlink.perform([
      .setLink(index, LinkChange(isUp: true)),
      .addAddress(Linux.InterfaceAddress(InetPrefix(.v4(0x0a00_0000 + number), length: 24), on: index)),
    ])
  }

  /// The names of its interfaces.
  func links() throws -> [String] {
    var netlink = try NetlinkSocket(in: namespace)
    return try netlink.links().map(\.name)
  }

  /// Starts a shell's commands inside.
  func start(_ commands: String, output: Int32? = nil) throws -> RunningProgram {
    let path = String(cString: getenv("PATH"))
    return try RunningProgram.start(
      Program(
        ["/bin/sh", "-c", commands], environment: ["PATH=\(path)", "HOME=/root"], standardOutput: output,
        standardError: output),
      in: [namespace.descriptor.raw])
  }

  /// Runs a shell's commands to their end, on a thread of their own, and answers what they wrote.
  func run(_ commands: String) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      do {
        try SystemThread.start(name: "test-program") {
          continuation.resume(with: Result { try runAndWait(commands) })
        }
      } catch { continuation.resume(throwing: error) }
    }
  }

  private func runAndWait(_ commands: String) throws -> String {
    let pipe = try OwnedDescriptor.pipe()
    let reader = pipe.first
    let program = try start(commands, output: pipe.second.raw)
    do { _ = consume pipe.second }
    var octets: [UInt8] = []
    while true {
      let part = try reader.read(upTo: 1 << 16)
      if part.isEmpty { break }
      octets += part
    }
    _ = try program.wait()
    return String(decoding: octets, as: UTF8.self)
  }
}

/// A test's hand on a worker with devices.
actor EdgeBench {
  nonisolated let worker: Worker

  nonisolated var unownedExecutor: UnownedSerialExecutor { worker.asUnownedSerialExecutor() }

  init() throws { worker = try Worker(seed: 1) }

  /// A port over a TAP device `eth0` in a stack.
  func addTap(in stack: Stack) throws -> TapPort {
    let tap = try TapDevice.create(name: "eth0", in: stack.namespace)
    let port = TapPort(context: makeContext("tap", ["lab"]), device: tap)
    try worker.add(port)
    return port
  }

  /// A port over interface `name` of a stack.
  func addInterface(_ name: String, of stack: Stack) throws -> PacketSocketPort {
    var netlink = try NetlinkSocket(in: stack.namespace)
    let socket = try PacketSocket.open(interface: try netlink.link(named: name).index, in: stack.namespace)
    let port = PacketSocketPort(context: makeContext("interface", ["lab"]), socket: socket)
    try worker.add(port)
    return port
  }

  /// A hub that joins these.
  func addHub(joining contexts: [ElementContext]) -> Hub {
    let hub = Hub(context: makeContext("hub", contexts.indices.map { "eth\($0)" }))
    worker.dispatcher.attach(hub)
    for (port, context) in contexts.enumerated() { connect(context, hub.context, port: port) }
    return hub
  }

  /// Joins the port of `one` with a port of another.
  func connect(_ one: ElementContext, _ other: ElementContext, port: Int = 0) {
    worker.dispatcher.connect(PortReference(one, 0), PortReference(other, port))
  }

  func remove(_ device: TapPort) { worker.remove(device) }

  func remove(_ device: PacketSocketPort) { worker.remove(device) }

  /// How many packets and octets the port took from outside, and how many packets it dropped.
  func traffic(of context: ElementContext) -> (packets: UInt64, bytes: UInt64, drops: UInt64) {
    let counters = context.counters(port: 0)
    return (counters.sentPackets, counters.sentBytes, context.dropCounts.reduce(0) { $0 + $1.count })
  }

  /// Takes everything out and ends the worker.
  func finish(_ taps: [TapPort], _ hub: Hub?) {
    for tap in taps { worker.remove(tap) }
    if let hub { worker.dispatcher.detach(hub.context) }
    worker.stop()
  }

  func stop() { worker.stop() }

  private func makeContext(_ name: String, _ ports: [String]) -> ElementContext {
    worker.dispatcher.makeContext(name: name, ports: ports)
  }
}
