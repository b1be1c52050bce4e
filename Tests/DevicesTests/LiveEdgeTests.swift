import Dataplane
import Devices
import Linux
import Switching
import Testing

@Suite("Live: devices between namespaces", .serialized)
struct LiveEdgeTests {
  /// Sends octets from one stack to an address of another, and expects the same octets there.
  static func transfer(
    from client: Stack, to server: Stack, at address: String = "10.0.0.2", count: Int = 20_000_000
  ) async throws {
    let listen = """
      import socket, hashlib
      server = socket.create_server(("\(address)", 9000))
      open("/proc/self/fd/3", "w").write("ready")
      peer = server.accept()[0]
      digest = hashlib.sha256()
      while part := peer.recv(1 << 18): digest.update(part)
      print(digest.hexdigest())
      """
    let send = """
      import socket, hashlib, random
      random.seed(7)
      octets = random.randbytes(\(count))
      peer = socket.create_connection(("\(address)", 9000), timeout=20)
      peer.sendall(octets)
      peer.close()
      print(hashlib.sha256(octets).hexdigest())
      """
    // The shell holds the client back until the server listens: by a pipe with a name.
    let ready = "/tmp/weft-edge-\(UInt32.random(in: 0 ... .max))"
    _ = try await client.run("mkfifo \(ready)")
    async let received = server.run("timeout 60 python3 -c '\(listen)' 3>\(ready)")
    async let sent = client.run("head -c 5 <\(ready) >/dev/null; rm \(ready); timeout 60 python3 -c '\(send)'")
    let (here, there) = (try await sent, try await received)
    #expect(here == there)
    #expect(here.count == 65, "\(here)")
  }

  /// The line of ping(8) that counts.
  static func ping(_ stack: Stack, _ options: String) async throws -> Bool {
    let text = try await stack.run("ping -n -c 3 -i 0.05 -W 5 \(options)")
    let isWhole = text.contains("3 received")
    if !isWhole { print(text) }
    return isWhole
  }

  @Test("two kernels ping each other through two TAP devices and a hub, with small and with fragmented packets")
  func ping() async throws {
    let (one, two) = (try Stack(), try Stack())
    let bench = try EdgeBench()
    let (left, right) = (try await bench.addTap(in: one), try await bench.addTap(in: two))
    let hub = await bench.addHub(joining: [left.context, right.context])
    try one.configure("eth0", 1)
    try two.configure("eth0", 2)
    #expect(try await LiveEdgeTests.ping(one, "10.0.0.2"))
    #expect(try await LiveEdgeTests.ping(two, "-s 60000 10.0.0.1"))
    #expect(await bench.traffic(of: left.context).drops == 0)
    await bench.finish([left, right], hub)
  }

  @Test("a TCP transfer arrives whole, in super-packets")
  func transfer() async throws {
    let (one, two) = (try Stack(), try Stack())
    let bench = try EdgeBench()
    let (left, right) = (try await bench.addTap(in: one), try await bench.addTap(in: two))
    await bench.connect(left.context, right.context)
    try one.configure("eth0", 1)
    try two.configure("eth0", 2)
    try await LiveEdgeTests.transfer(from: one, to: two)
    let traffic = await bench.traffic(of: left.context)
    print("\(traffic.bytes) octets in \(traffic.packets) packets")
    #expect(traffic.bytes / max(traffic.packets, 1) > 3000, "segments above the MTU stay whole")
    await bench.finish([left, right], nil)
  }

  @Test("an interface of the machine joins a lab: ping passes, and a TCP transfer either way")
  func interface() async throws {
    let (machine, outside, inside) = (try Stack(), try Stack(), try Stack())
    var netlink = try NetlinkSocket(in: machine.namespace)
    try netlink.perform(.addVeth("up0", peer: "eth0", in: outside.namespace))
    try netlink.perform(.setLink(try netlink.link(named: "up0").index, LinkChange(isUp: true)))
    let bench = try EdgeBench()
    let (port, tap) = (try await bench.addInterface("up0", of: machine), try await bench.addTap(in: inside))
    await bench.connect(port.context, tap.context)
    try outside.configure("eth0", 1)
    try inside.configure("eth0", 2)
    #expect(try await LiveEdgeTests.ping(outside, "10.0.0.2"))
    try await LiveEdgeTests.transfer(from: outside, to: inside, count: 3_000_000)
    try await LiveEdgeTests.transfer(from: inside, to: outside, at: "10.0.0.1", count: 3_000_000)
    #expect(await bench.traffic(of: port.context).drops == 0)
    await bench.remove(port)
    await bench.finish([tap], nil)
  }

  @Test("a device that is removed does not keep its interface")
  func removal() async throws {
    let stack = try Stack()
    let bench = try EdgeBench()
    do {
      let port = try await bench.addTap(in: stack)
      #expect(try stack.links() == ["lo", "eth0"])
      await bench.remove(port)
      let descriptor = await port.releaseDescriptor()
      OwnedDescriptor.closeAll(descriptor.map { [$0] } ?? [])
      #expect(await port.releaseDescriptor() == nil)
    }
    #expect(try stack.links() == ["lo"])
    await bench.stop()
  }
}
