// What one hop costs: packets bounce between two reflectors through a two-port learning switch, all in memory.
// A round trip of the batch is four hops (reflector, switch, reflector, switch), two of them through the switch.
import Buffers
import Dataplane
import Switching
import Wire

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
    guard let header = EthernetHeader(parsing: bytes.bytes) else { return }
    EthernetHeader(destination: header.source, source: header.destination, type: header.type).write(to: &bytes)
  }
}

extension EthernetHeader {
  init?(parsing bytes: RawSpan) {
    guard let view = EthernetView(bytes) else { return nil }
    self.init(view)
  }
}

/// The whole bench runs as a job of its executor, as a worker's loop does.
actor Bench {
  let executor = InlineExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  func measure(batch: Int, rounds: Int) -> Double {
    let dispatcher = Dispatcher(executor: executor.asUnownedSerialExecutor(), pool: PacketPool(capacity: 1024))
    let left = Reflector(context: dispatcher.makeContext(name: "left", ports: ["eth0"]))
    let right = Reflector(context: dispatcher.makeContext(name: "right", ports: ["eth0"]))
    let middle = LearningSwitch(context: dispatcher.makeContext(name: "sw", ports: ["eth0", "eth1"]))
    dispatcher.attach(left)
    dispatcher.attach(right)
    dispatcher.attach(middle)
    dispatcher.connect(PortReference(left.context, 0), PortReference(middle.context, 0))
    dispatcher.connect(PortReference(right.context, 0), PortReference(middle.context, 1))
    var frame = [UInt8](repeating: 0, count: 60)
    frame[5] = 2
    frame[11] = 1
    for _ in 0..<batch {
      if let packet = dispatcher.pool.packet(frame) { left.context.emit(packet, to: 0) }
    }
    dispatcher.runReady(limit: 1000)
    let clock = ContinuousClock()
    let hopsBefore = middle.context.counters(port: 0).receivedPackets + middle.context.counters(port: 1).receivedPackets
    let elapsed = clock.measure { dispatcher.runReady(limit: rounds * 2) }
    let hops =
      middle.context.counters(port: 0).receivedPackets + middle.context.counters(port: 1).receivedPackets - hopsBefore
    for context in [left.context, right.context, middle.context] { dispatcher.detach(context) }
    // Every packet makes one hop through the switch and one through a reflector: two hops.
    return Double(elapsed.components.attoseconds) / 1e9 / Double(hops * 2) + Double(elapsed.components.seconds) * 1e9 / Double(hops * 2)
  }
}

let bench = Bench()
for batch in [1, 8, 64, 256] {
  _ = await bench.measure(batch: batch, rounds: 20_000)
  var samples: [Double] = []
  for _ in 0..<5 { samples.append(await bench.measure(batch: batch, rounds: max(20_000, 4_000_000 / batch))) }
  samples.sort()
  let tenths = Int(samples[2] * 10 + 0.5)
  print("batch \(batch): \(tenths / 10).\(tenths % 10) ns a packet-hop (median of 5)")
}
