import Linux
import Routing
import SystemPackage
import Wire

/// A network namespace with the kernel's own stack, whose cables end here: each of its interfaces is a TAP device.
///
/// What the kernel does with a frame it mostly does while the frame is written. To know when it is through, a fence goes
/// out of every port behind each frame: what comes out before it is the answer.
final class KernelNode {
  /// How a fence gets out of a port: the port it goes in by, and the way of the datagram.
  typealias Fence = (port: Int, path: FramePath)

  private final class Interface {
    let tap: TapDevice
    let poll: EventPoll
    let index: Int32

    init(_ tap: consuming TapDevice, index: Int32) throws {
      poll = try EventPoll()
      try poll.add(tap.descriptor, .readable, token: 0)
      self.tap = tap
      self.index = index
    }
  }

  let namespace: NetworkNamespace
  private let interfaces: [Interface]
  private var fences: [Fence] = []
  private var fenceCount: UInt64 = 0
  private var buffer = [UInt8](repeating: 0, count: 1 << 17)
  private var events = EventBuffer(capacity: 1)

  /// How long the kernel may take before the test fails, nanoseconds.
  static let patience: Int64 = 20_000_000_000
  private static let fencePort: UInt16 = 0x7fff

  /// A namespace with interfaces of these addresses, up, and with `settings` made before they were there.
  init(_ interfaces: [RouterInterface], settings: [(name: String, value: String)]) throws {
    namespace = try NetworkNamespace.create()
    try Sysctl.set(settings, in: namespace)
    var netlink = try NetlinkSocket(in: namespace)
    try netlink.perform(.setLink(1, LinkChange(isUp: true)))
    var made: [Interface] = []
    for (port, interface) in interfaces.enumerated() {
      let tap = try TapDevice.create(name: "eth\(port)", in: namespace, offloads: [])
      let index = try netlink.link(named: "eth\(port)").index
      let hardware = HardwareAddress(bits: interface.mac.bits)
      try netlink.perform([
        .setLink(index, LinkChange(mtu: UInt32(interface.mtu), address: hardware)),
        .setLink(index, LinkChange(isUp: true)),
      ])
      for address in interface.addresses {
        let prefix = InetPrefix(address.address.kernel, length: UInt8(address.length))
        try netlink.perform(.addAddress(Linux.InterfaceAddress(prefix, on: index)))
      }
      made.append(try Interface(tap, index: index))
    }
    self.interfaces = made
  }

  /// Says how fences get out of the ports, in their order.
  func setFences(_ fences: [Fence]) { self.fences = fences }

  /// Tells the kernel where a neighbour is, for good.
  func introduce(_ address: IPAddress, at mac: MACAddress, on port: Int) throws {
    var netlink = try NetlinkSocket(in: namespace)
    let hardware = HardwareAddress(bits: mac.bits)
    try netlink.perform(
      .setNeighbour(Linux.Neighbour(address.kernel, on: interfaces[port].index, is: hardware)))
  }

  func addRoute(to prefix: IPPrefix, via gateway: IPAddress) throws {
    var netlink = try NetlinkSocket(in: namespace)
    let destination = InetPrefix(prefix.network.kernel, length: UInt8(prefix.length))
    try netlink.perform(.addRoute(Route(to: destination, via: gateway.kernel)))
  }

  /// Changes kernel settings of the namespace.
  func set(_ settings: [(name: String, value: String)]) throws { try Sysctl.set(settings, in: namespace) }

  /// Runs a command of a shell in the namespace, and waits for its end.
  func run(_ command: String) throws {
    let program = try RunningProgram.start(
      Program(
        ["/bin/sh", "-c", command], environment: ["PATH=\(Program.defaultSearchPath)"], standardOutput: nil,
        standardError: nil), in: [namespace.descriptor.raw])
    guard try program.wait().rawValue == 0 else { throw Errno.invalidArgument }
  }

  /// Sends a frame into `port`, and answers what came out because of it, by port.
  func send(_ frame: [UInt8], to port: Int) throws -> [Int: [[UInt8]]] {
    try write(frame, to: port)
    fenceCount += 1
    for fence in fences { try write(fenceFrame(fence.path), to: fence.port) }
    var outputs: [Int: [[UInt8]]] = [:]
    for port in fences.indices {
      while true {
        let frame = try read(from: port)
        if isFence(frame) { break }
        outputs[port, default: []].append(frame)
      }
    }
    return outputs
  }

  /// True for what the kernel says of its own accord, in its own time: the groups that it listens to (RFC 3810).
  private static func isReport(_ frame: [UInt8]) -> Bool {
    frame.isIPv6 && frame.count > 62 && frame[20] == 0 && frame[54] == 58 && frame[62] == 143
  }

  /// The next frame that comes out of `port`, within the time that the kernel may take.
  func read(from port: Int) throws -> [UInt8] {
    let interface = interfaces[port]
    while true {
      let length = buffer.withUnsafeMutableBytes { RawIO.read(interface.tap.descriptor.raw, into: $0) }
      if length >= TapDevice.headerLength {
        let frame = Array(buffer[TapDevice.headerLength..<length])
        if KernelNode.isReport(frame) { continue }
        return frame
      }
      guard length == -Int(Errno.wouldBlock.rawValue) else { throw Errno(rawValue: Int32(-length)) }
      guard try interface.poll.wait(into: &events, nanoseconds: KernelNode.patience) > 0 else { throw Errno.timedOut }
    }
  }

  func write(_ frame: [UInt8], to port: Int) throws {
    let bytes = [UInt8](repeating: 0, count: TapDevice.headerLength) + frame
    let written = bytes.withUnsafeBytes { RawIO.write(interfaces[port].tap.descriptor.raw, from: $0) }
    // The kernel says so where a frame makes no sense to it; then it is as good as dropped.
    guard written == bytes.count || written == -Int(Errno.invalidArgument.rawValue) else {
      throw Errno(rawValue: Int32(-written))
    }
  }

  private func fenceFrame(_ path: FramePath) -> [UInt8] {
    let number = (0..<8).map { UInt8(truncatingIfNeeded: fenceCount >> (8 * UInt64($0))) }
    return EthernetFrame.udp(
      path, sourcePort: KernelNode.fencePort, destinationPort: KernelNode.fencePort,
      payload: Array("a fence".utf8) + number)
  }

  private func isFence(_ frame: [UInt8]) -> Bool {
    let number = (0..<8).map { UInt8(truncatingIfNeeded: fenceCount >> (8 * UInt64($0))) }
    return frame.suffix(15) == (Array("a fence".utf8) + number)[...]
  }
}

extension IPAddress {
  /// The address as the kernel's tables have it.
  var kernel: InetAddress {
    switch self {
    case .v4(let address): .v4(address.bits)
    case .v6(let address): .v6(high: address.high, low: address.low)
    }
  }
}
