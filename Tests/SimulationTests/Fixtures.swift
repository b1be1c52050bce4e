import Buffers
import Dataplane
import Simulation
import Switching
import Synchronization

/// What happened, in order.
final class History: Sendable {
  private let storage = Mutex<[String]>([])
  var lines: [String] { storage.withLock { $0 } }
  func add(_ line: String) { storage.withLock { $0.append(line) } }
}

/// Sends a small packet each time its timer comes due, after `period` and a random part of `jitter`; keeps what comes.
actor Beacon: Element {
  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }
  private let period: Nanoseconds
  private let jitter: UInt64
  private let history: History?
  private(set) var received = 0

  init(context: ElementContext, period: Nanoseconds, jitter: UInt64 = 0, history: History? = nil) {
    self.context = context
    self.period = period
    self.jitter = jitter
    self.history = history
  }

  func start() { context.setTimer(after: period, token: 0) }

  func set(_ token: UInt64, after delay: Nanoseconds) { context.setTimer(after: delay, token: token) }

  func send() {
    if let packet = context.packet(copying: [0x02, 0, 0, 0, 0, 1].span.bytes) { context.emit(packet, to: 0) }
  }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() {
      received += 1
      history?.add("\(context.name) received")
      context.deliver(packet)
    }
  }

  func timerFired(_ token: UInt64) {
    history?.add("timer \(token)")
    guard token == 0 else { return }
    send()
    let extra = jitter == 0 ? 0 : context.random() % jitter
    context.setTimer(after: Nanoseconds(period.count + extra), token: 0)
  }
}

/// Hubs each of which is linked with each; the first has a port 0 left over.
func mesh(of count: Int, on dispatcher: Dispatcher) -> [Hub] {
  let hubs = (1...count).map { number in
    Hub(context: dispatcher.makeContext(name: "hub\(number)", ports: (0..<count).map { "p\($0)" }))
  }
  for (low, hub) in hubs.enumerated() {
    dispatcher.attach(hub)
    for high in (low + 1)..<max(count, low + 1) {
      dispatcher.connect(PortReference(hub.context, high), PortReference(hubs[high].context, low + 1))
    }
  }
  return hubs
}

/// A beacon and a listener on one hub.
func network(_ simulator: Simulator, jitter: UInt64 = 0) -> (source: Beacon, sink: Beacon) {
  let dispatcher = simulator.dispatcher
  let source = Beacon(
    context: dispatcher.makeContext(name: "source", ports: ["out"]), period: .milliseconds(1), jitter: jitter)
  let hub = Hub(context: dispatcher.makeContext(name: "hub", ports: ["p1", "p2"]))
  let sink = Beacon(context: dispatcher.makeContext(name: "sink", ports: ["in"]), period: .seconds(1))
  dispatcher.attach(source)
  dispatcher.attach(hub)
  dispatcher.attach(sink)
  dispatcher.connect(PortReference(source.context, 0), PortReference(hub.context, 0))
  dispatcher.connect(PortReference(sink.context, 0), PortReference(hub.context, 1))
  return (source, sink)
}
