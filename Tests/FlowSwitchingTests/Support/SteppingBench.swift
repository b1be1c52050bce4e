import Buffers
import Dataplane
import FlowSwitching
import Synchronization

/// An executor whose jobs wait until the test runs them, one at a time: what happens between two jobs of a control call
/// can be seen.
final class SteppingExecutor: SerialExecutor {
  private let jobs = Mutex<[UnownedJob]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
  }

  /// Runs the next job; false where none waits.
  func step() -> Bool {
    guard let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return false }
    job.runSynchronously(on: asUnownedSerialExecutor())
    return true
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
  func checkIsolated() {}
}

/// Counts what comes to it.
private actor Sink: Element {
  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }
  var count = 0

  init(context: ElementContext) { self.context = context }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() {
      count += 1
      context.deliver(packet)
    }
  }
}

/// A flow switch whose control calls go on step by step, with packets between the steps.
final class SteppingBench {
  let executor = SteppingExecutor()
  let dispatcher: Dispatcher
  let flowSwitch: FlowSwitch
  private let sinks: [Sink]

  init(ports: Int) {
    dispatcher = Dispatcher(executor: executor.asUnownedSerialExecutor(), pool: PacketPool(capacity: 64))
    dispatcher.now = Instant(nanoseconds: 1_000_000_000)
    let context = dispatcher.makeContext(name: "of1", ports: (1...ports).map { "eth\($0)" })
    flowSwitch = FlowSwitch(context: context)
    dispatcher.attach(flowSwitch)
    sinks = (0..<ports).map { [dispatcher] in
      Sink(context: dispatcher.makeContext(name: "sink\($0)", ports: ["in"]))
    }
    for (port, sink) in sinks.enumerated() {
      dispatcher.attach(sink)
      dispatcher.connect(PortReference(context, port), PortReference(sink.context, 0))
    }
  }

  deinit {
    dispatcher.detach(flowSwitch.context)
    for sink in sinks { dispatcher.detach(sink.context) }
  }

  /// Sends a frame into port 1, and answers how many packets each other port has sent in all, by number.
  func send(_ frame: [UInt8]) -> [Int: Int] {
    if let packet = dispatcher.pool.packet(frame) { sinks[0].context.emit(packet, to: 0) }
    dispatcher.runReady()
    var counts: [Int: Int] = [:]
    for (port, sink) in sinks.enumerated() {
      let count = sink.assumeIsolated { $0.count }
      if count > 0 { counts[port + 1] = count }
    }
    return counts
  }

  /// The rules that count.
  func rules() -> [FlowRule] { flowSwitch.assumeIsolated { $0.rules() } }

  /// Carries out a control call, with `between` after each of its steps.
  func run(_ call: @escaping @Sendable (FlowSwitch) async throws -> Void, between: () -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { [flowSwitch] group in
      let done = DoneFlag()
      group.addTask {
        defer { done.set() }
        try await call(flowSwitch)
      }
      while !done.isSet {
        if executor.step() { between() } else { await Task.yield() }
      }
      try await group.waitForAll()
    }
  }
}

/// Set once, from another task.
private final class DoneFlag: Sendable {
  private let flag = Mutex(false)
  var isSet: Bool { flag.withLock { $0 } }
  func set() { flag.withLock { $0 = true } }
}
