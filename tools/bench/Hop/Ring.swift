import Buffers
import Dataplane
import Glibc
import Switching
import Wire

/// What is measured: two reflectors, what is between them, and the packets under way.
struct Ring: Sendable {
  /// What is between the reflectors.
  enum Middle: String, Sendable {
    case none
    case hub
    case learningSwitch = "learning switch"
    case vlanSwitch = "VLAN switch"
  }

  /// Packets that travel together.
  var batch: Int
  /// Pairs of stations that they are between, taking turns.
  var stations: Int
  var middle: Middle
}

/// Runs each job at once, on the thread that brings it.
final class InlineExecutor: SerialExecutor {
  func enqueue(_ job: consuming ExecutorJob) { job.runSynchronously(on: asUnownedSerialExecutor()) }
  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
  func checkIsolated() {}
}

/// Sends every packet back with its addresses exchanged.
actor Reflector: Element {
  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }
  init(context: ElementContext) { self.context = context }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    while var packet = batch.popFirst() {
      Reflector.turn(&packet)
      context.emit(packet, to: port)
    }
  }

  static func turn(_ packet: inout Packet) {
    var bytes = packet.mutableBytes
    guard bytes.byteCount >= EthernetView.length else { return }
    // Written as wide as the switch reads: a load that gathers several stores still under way waits for them.
    let (high, low) = (bytes.bytes.uint64(at: 0), UInt64(bytes.bytes.uint32(at: 8)))
    bytes.setUInt64(high << 48 | low << 16 | high >> 48, at: 0)
    bytes.setUInt32(UInt32(truncatingIfNeeded: high >> 16), at: 8)
  }
}

/// The whole bench runs as a job of its executor, as a worker's loop does.
actor Bench {
  private let executor = InlineExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Nanoseconds a packet-hop: the median of five runs, after one that warms up.
  func median(_ ring: Ring) -> Double {
    let rounds = max(20_000, 4_000_000 / ring.batch)
    _ = run(ring, rounds: 20_000)
    return (0..<5).map { _ in run(ring, rounds: rounds).nanoseconds }.sorted()[2]
  }

  /// Calls a packet-hop to the allocator and to the reference counts, where they are counted.
  func calls(_ ring: Ring) -> CallCounts? { run(ring, rounds: 20_000).calls }

  private func run(_ ring: Ring, rounds: Int) -> (nanoseconds: Double, calls: CallCounts?) {
    let dispatcher = Dispatcher(executor: executor.asUnownedSerialExecutor(), pool: PacketPool(capacity: 1024))
    let left = Reflector(context: dispatcher.makeContext(name: "left", ports: ["eth0"]))
    let right = Reflector(context: dispatcher.makeContext(name: "right", ports: ["eth0"]))
    let middle = dispatcher.makeContext(name: "middle", ports: ["eth0", "eth1"])
    dispatcher.attach(left)
    dispatcher.attach(right)
    let elements = attach(ring.middle, middle, to: dispatcher)
    if ring.middle == .none {
      dispatcher.connect(PortReference(left.context, 0), PortReference(right.context, 0))
    } else {
      dispatcher.connect(PortReference(left.context, 0), PortReference(middle, 0))
      dispatcher.connect(PortReference(right.context, 0), PortReference(middle, 1))
    }
    for index in 0..<ring.batch {
      var frame = [UInt8](repeating: 0, count: 60)
      frame[5] = 2
      frame[11] = 1
      frame[4] = UInt8(index % ring.stations)
      frame[10] = UInt8(index % ring.stations)
      if let packet = dispatcher.pool.packet(frame) { left.context.emit(packet, to: 0) }
    }
    dispatcher.runReady(limit: 1000)
    let before = CallCounts.now
    let start = processorTime()
    dispatcher.runReady(limit: rounds * 2)
    let elapsed = processorTime() - start
    let after = CallCounts.now
    withExtendedLifetime(elements) {}
    let hops = Double(rounds * 2 * ring.batch)
    let calls = after.flatMap { after in before.map { (after - $0) / hops } }
    return (elapsed / hops, calls)
  }

  private func attach(_ kind: Ring.Middle, _ context: ElementContext, to dispatcher: Dispatcher) -> (any Element)? {
    switch kind {
    case .none: return nil
    case .hub:
      let hub = Hub(context: context)
      dispatcher.attach(hub)
      return hub
    case .learningSwitch:
      let element = LearningSwitch(context: context)
      dispatcher.attach(element)
      return element
    case .vlanSwitch:
      var configuration = LearningSwitch.Configuration()
      configuration.vlans = [.access(10), .access(10)]
      let element = LearningSwitch(context: context, configuration: configuration)
      dispatcher.attach(element)
      return element
    }
  }
}

/// Processor time of this thread in nanoseconds: what others do on a busy machine counts as little as it can.
private func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}
