import Buffers
import Dataplane
import ElementBench
import Testing

/// Keeps what comes, as (port, first octet), and can be told to do something with each packet.
actor Probe: Element {
  /// What is done with each packet.
  enum Manner: Sendable {
    /// It is delivered.
    case deliver
    /// It is left in the batch.
    case leave
    /// It leaves by this port.
    case forward(to: Int)
    /// It leaves by all ports but the one it came by.
    case flood
    /// It is kept until the element goes away.
    case hold
  }

  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }
  private let manner: Manner
  private let before: (@Sendable (Int) -> Void)?
  private var held = PacketBatch()
  private(set) var arrivals: [Arrival] = []
  private(set) var batchSizes: [Int] = []
  private(set) var timers: [UInt64] = []
  private var rearm: [UInt64: Nanoseconds] = [:]

  struct Arrival: Equatable, Sendable {
    var port: Int
    var first: UInt8
  }

  /// A probe with the ports of `context`; `before` is called with the port at the start of each turn.
  init(_ context: ElementContext, _ manner: Manner = .deliver, before: (@Sendable (Int) -> Void)? = nil) {
    self.context = context
    self.manner = manner
    self.before = before
  }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    before?(port)
    batchSizes.append(batch.count)
    if case .leave = manner { return }
    while let packet = batch.popFirst() {
      arrivals.append(Arrival(port: Int(packet.arrivalPort), first: packet.octets().first ?? 0))
      switch manner {
      case .deliver, .leave: context.deliver(packet)
      case .forward(let egress): context.emit(packet, to: egress)
      case .flood: context.flood(packet, from: port)
      case .hold: held.append(packet)
      }
    }
  }

  func timerFired(_ token: UInt64) {
    timers.append(token)
    if let delay = rearm[token] { context.setTimer(after: delay, token: token) }
  }

  /// Sets a timer with this token again, each time that it fires.
  func rearm(_ token: UInt64, after delay: Nanoseconds) { rearm[token] = delay }
}

/// A dispatcher with probes on it.
final class Rig {
  let executor = BenchExecutor()
  let pool: PacketPool
  var dispatcher: Dispatcher

  init(poolCapacity: Int = 4096, seed: UInt64 = 1) {
    pool = PacketPool(capacity: poolCapacity)
    dispatcher = Dispatcher(executor: executor.asUnownedSerialExecutor(), pool: pool, seed: seed)
    dispatcher.now = Instant(nanoseconds: 1000)
  }

  func probe(
    _ name: String, ports: Int = 1, _ manner: Probe.Manner = .deliver, before: (@Sendable (Int) -> Void)? = nil
  ) -> Probe {
    let context = dispatcher.makeContext(name: name, ports: (0..<ports).map { "eth\($0)" })
    let probe = Probe(context, manner, before: before)
    dispatcher.attach(probe)
    return probe
  }

  /// Joins the ports 0 of two probes.
  func join(_ a: Probe, _ b: Probe, limit: Int = Dispatcher.queueLengthMax) { join(a, 0, b, 0, limit: limit) }

  func join(_ a: Probe, _ portA: Int, _ b: Probe, _ portB: Int, limit: Int = Dispatcher.queueLengthMax) {
    dispatcher.connect(PortReference(a.context, portA), PortReference(b.context, portB), limit: limit)
  }

  /// Takes the link off the ports 0 of two probes.
  func part(_ a: Probe, _ b: Probe) { part(a, 0, b, 0) }

  func part(_ a: Probe, _ portA: Int, _ b: Probe, _ portB: Int) {
    dispatcher.disconnect(PortReference(a.context, portA), PortReference(b.context, portB))
  }

  /// Emits packets of one octet each, numbered from 0.
  func emit(_ count: Int, from probe: Probe, port: Int = 0, length: Int = 1, traceID: UInt16 = 0) {
    for number in 0..<count {
      var octets = [UInt8](repeating: 0, count: length)
      octets[0] = UInt8(truncatingIfNeeded: number)
      guard var packet = pool.packet(octets) else { continue }
      packet.traceID = traceID
      probe.context.emit(packet, to: port)
    }
  }
}
