import Buffers
import Dataplane

/// One element on a bench: packets in at its ports, packets out at its ports, and a clock that the test turns.
///
/// ```swift
/// let bench = ElementBench(ports: ["eth0", "eth1"])
/// let hub = Hub(context: bench.context)
/// bench.attach(hub)
/// #expect(bench.send([0x01, …], to: 0) == [1: [[0x01, …]]])
/// ```
public final class ElementBench {
  /// Where the element under test lives.
  public let executor = BenchExecutor()
  /// Moves its packets; the test may set `now` through `advance`.
  public let dispatcher: Dispatcher
  /// The context to make the element with.
  public let context: ElementContext
  private var collectors: [Collector] = []

  /// A bench for an element with these ports. `connected` lists the ports with something at their far end (all).
  public init(
    ports: [String], name: String = "dut", poolCapacity: Int = 512, seed: UInt64 = 1, connected: [Int]? = nil
  ) {
    dispatcher = Dispatcher(
      executor: executor.asUnownedSerialExecutor(), pool: PacketPool(capacity: poolCapacity), seed: seed)
    dispatcher.now = Instant(nanoseconds: 1_000_000_000)
    context = dispatcher.makeContext(name: name, ports: ports)
    for port in ports.indices {
      let collector = Collector(context: dispatcher.makeContext(name: "collector\(port)", ports: ["out"]))
      dispatcher.attach(collector)
      collectors.append(collector)
      if connected?.contains(port) ?? true {
        dispatcher.connect(PortReference(context, port), PortReference(collector.context, 0))
      }
    }
  }

  deinit {
    dispatcher.detach(context)
    for collector in collectors { dispatcher.detach(collector.context) }
  }

  /// Begins to call the element under test.
  public func attach(_ element: some Element) { dispatcher.attach(element) }

  /// Sends one frame into `port`, runs until nothing moves, and answers what came out, by port (ports with no output
  /// are left out).
  @discardableResult
  public func send(_ bytes: [UInt8], to port: Int, offload: OffloadMetadata = .none, traceID: UInt16 = 0)
    -> [Int: [[UInt8]]]
  {
    inject(bytes, to: port, offload: offload, traceID: traceID)
    return run()
  }

  /// Queues one frame at `port`, without running.
  public func inject(_ bytes: [UInt8], to port: Int, offload: OffloadMetadata = .none, traceID: UInt16 = 0) {
    guard var packet = dispatcher.pool.packet(bytes) else { return }
    packet.offload = offload
    packet.traceID = traceID
    collectors[port].context.emit(packet, to: 0)
  }

  /// Runs until nothing moves, and answers what came out, by port.
  @discardableResult
  public func run() -> [Int: [[UInt8]]] { runOutputs().mapValues { $0.map(\.bytes) } }

  /// As `run`, with the offload metadata.
  public func runOutputs() -> [Int: [Collector.Output]] {
    dispatcher.runReady(limit: 100_000)
    var outputs: [Int: [Collector.Output]] = [:]
    for (port, collector) in collectors.enumerated() {
      let taken = collector.assumeIsolated { $0.take() }
      if !taken.isEmpty { outputs[port] = taken }
    }
    return outputs
  }

  /// Turns the clock on, firing every timer at its own time, and answers what came out meanwhile.
  @discardableResult
  public func advance(by delay: Nanoseconds) -> [Int: [[UInt8]]] {
    let end = dispatcher.now + delay
    while let deadline = dispatcher.nextDeadline, deadline <= end {
      dispatcher.now = max(deadline, dispatcher.now)
      dispatcher.fireTimers()
      dispatcher.runReady(limit: 100_000)
    }
    dispatcher.now = end
    return run()
  }
}
