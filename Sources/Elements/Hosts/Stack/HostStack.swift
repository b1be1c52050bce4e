import Buffers
import Dataplane
import Offload
import Routing
import Wire

/// What a host does with packets, as a plain value: IP, ICMP and UDP on a forwarding plane that forwards nothing, TCP on
/// the endpoints beside it, and the probes that are running.
///
/// ```
///   packet in ─▶ plane.accept ─▶ deliver ─▶ fragments ─▶ reassembler ─▶ deliver
///                                   ├─────▶ UDP, TCP, ICMP ─▶ listeners, probes
///                                   └─────▶ plane.receiveLocally: echo, neighbour discovery
///   send ─▶ route, source, path MTU ─▶ fragments ─▶ plane.send, or loopback ─▶ deliver
/// ```
struct HostStack: ~Copyable {
  /// The most packets to the host itself that are looked at in one turn; the rest has a turn of its own.
  static let loopbackTurnMax = 256
  /// The most packets that the host has under way to itself.
  static let loopbackMax = 1024
  /// The most probes that run at once.
  static let probesMax = 16_384

  var plane: ForwardingPlane
  var listeners: ListenerTable
  var pathMTUs = PathMTUCache()
  /// Something has happened to TCP since `settleTCP`.
  var tcpIsConcerned = false
  private var loopbackTimerIsSet = false
  private var loopback = PacketBatch()
  private var headers = IPHeaders()
  /// What the last datagram for a listener carried.
  var payload: [UInt8] = []
  var runs = ProbeRuns()
  var reassembler = Reassembler()
  var detection = AddressDetection()
  var tcp: TCPEndpoints {
    didSet { tcpIsConcerned = true }
  }
  var tcpAlarm = ProbeRuns.Alarm()
  private var frames = PacketBatch()
  /// What the fragments of one IPv6 datagram of the host have in common; the next datagram's.
  var fragmentIdentification: UInt32 = 0
  /// How often the host's addresses are still to be announced.
  var announcementsLeft = 0

  init(_ configuration: Host.Configuration, seed: UInt64) throws(RouteError) {
    plane = try ForwardingPlane(
      interfaces: configuration.interfaces, routes: configuration.routes, limits: configuration.limits, role: .host)
    listeners = ListenerTable([])
    tcp = TCPEndpoints(seed: seed, settings: configuration.tcp)
    setListeners(configuration.listeners)
  }

  /// Ends every packet of `batch`, which came in by `port`.
  @inline(__always)
  mutating func receive(_ batch: inout PacketBatch, on port: Int, _ context: ElementContext) {
    var isConcerned = false
    while let packet = batch.popFirst() {
      guard packet.offload.isComplete else {
        receiveUnfinished(packet, on: port, context)
        isConcerned = true
        continue
      }
      if plane.isForOthers(packet, on: port) {
        context.drop(packet, .notForUs)
      } else {
        receive(packet, on: port, context)
        isConcerned = true
      }
    }
    if isConcerned { finishTurn(context) }
  }

  @inline(never)
  private mutating func receive(_ packet: consuming Packet, on port: Int, _ context: ElementContext) {
    guard let packet = plane.accept(packet, into: &headers, on: port, context) else { return }
    deliver(packet, headers, on: port, context)
  }

  /// Does first what an edge does, for what comes from the kernel may be a super-packet without checksum.
  @inline(never)
  private mutating func receiveUnfinished(_ packet: consuming Packet, on port: Int, _ context: ElementContext) {
    switch SoftwareOffload.complete(packet, into: &frames) {
    case .completed: break
    case .failed(let packet, .malformed): context.drop(packet, .malformed)
    case .failed(let packet, .noBuffers): context.drop(packet, .noBuffers)
    }
    while let frame = frames.popFirst() { receive(frame, on: port, context) }
  }

  /// Ends a datagram to the host.
  mutating func deliver(
    _ packet: consuming Packet, _ headers: IPHeaders, on port: Int, _ context: ElementContext
  ) {
    if headers.upper.isFragment { return collect(packet, headers, on: port, context) }
    switch (headers.upper.protocol, headers.version) {
    case (.udp, _): receiveUDP(packet, headers, on: port, context)
    case (.tcp, _): receiveTCP(packet, headers, on: port, context)
    case (.icmp, .v4), (.icmpv6, .v6): receiveICMP(packet, headers, on: port, context)
    default: plane.receiveLocally(packet, headers, on: port, context)
    }
  }

  /// Sends a datagram to the host itself.
  mutating func loop(_ packet: consuming Packet, _ context: ElementContext) {
    guard loopback.count < HostStack.loopbackMax else { return context.drop(packet, .queueFull) }
    loopback.append(packet)
  }

  /// Sends what the plane has to say, hands the host what it sent to itself, and sets the timers.
  @inline(never)
  mutating func finishTurn(_ context: ElementContext) {
    var turns = 0
    while true {
      settle(context)
      guard turns < HostStack.loopbackTurnMax, let packet = loopback.popFirst() else { break }
      turns += 1
      guard let headers = IPHeaders(packet) else {
        context.drop(packet, .malformed)
        continue
      }
      deliver(packet, headers, on: 0, context)
    }
    if !loopback.isEmpty, !loopbackTimerIsSet {
      loopbackTimerIsSet = true
      context.setTimer(after: Nanoseconds(0), token: HostTimer.loopback.token)
    }
    plane.finishTurn(context)
  }

  @inline(__always)
  private mutating func settle(_ context: ElementContext) {
    if plane.hasNews { takeNews(context) }
    if tcpIsConcerned { settleTCP(context) }
  }

  private mutating func takeNews(_ context: ElementContext) {
    while let packet = plane.takeOriginated() { sendWhole(packet, context) }
    while let packet = plane.takeUndeliverable() { undeliverable(packet, context) }
    while let address = plane.takeDuplicate() { detection.heardOfDuplicate(address) }
  }

  /// A timer of the host is due.
  mutating func timerFired(_ token: UInt64, _ context: ElementContext) {
    if token == ForwardingPlane.timerToken {
      plane.timerFired(context)
    } else if let timer = HostTimer(token: token) {
      switch timer {
      case .loopback: loopbackTimerIsSet = false
      case .comeUp: comeUp(context)
      case .reassembly: expireReassemblies(context)
      case .ping(let identifier): drivePing(identifier, context)
      case .datagram(let port): driveDatagram(port, context)
      case .tcp: tcp.advance(to: context.now)
      }
    }
    finishTurn(context)
  }
}
