import Buffers
import Dataplane
import ElementBench
import Links

/// A link between two ends, and a clock that the test turns.
final class LinkBench {
  let executor = BenchExecutor()
  let dispatcher: Dispatcher
  let link: Link
  let pool: PacketPool
  private let ends: [End]

  /// When a bench begins.
  static let start: UInt64 = 1_000_000_000

  init(
    _ forward: LinkConditions = LinkConditions(), _ backward: LinkConditions = LinkConditions(), seed: UInt64 = 1,
    poolCapacity: Int = 4096, linkLimit: Int = 1024
  ) {
    pool = PacketPool(capacity: poolCapacity)
    dispatcher = Dispatcher(executor: executor.asUnownedSerialExecutor(), pool: pool, seed: seed)
    dispatcher.now = Instant(nanoseconds: LinkBench.start)
    let context = dispatcher.makeContext(name: "link", ports: ["a", "b"])
    link = Link(context: context, forward: forward, backward: backward)
    ends = [End(dispatcher.makeContext(name: "a", ports: ["a"])), End(dispatcher.makeContext(name: "b", ports: ["b"]))]
    dispatcher.attach(link)
    for (port, end) in ends.enumerated() {
      dispatcher.attach(end)
      dispatcher.connect(PortReference(context, port), PortReference(end.context, 0), limit: linkLimit)
    }
  }

  deinit {
    dispatcher.detach(link.context)
    for end in ends { dispatcher.detach(end.context) }
  }

  var now: UInt64 { dispatcher.now.nanoseconds }

  /// Puts a packet in at the end where `direction` begins. Its first four octets are its number.
  func put(_ id: Int, octets: Int = 100, _ direction: LinkDirection = .forward) {
    var packet = pool.allocate()!
    _ = packet.resize(to: octets)
    packet.id = id
    put(packet, direction)
  }

  func put(_ packet: consuming Packet, _ direction: LinkDirection = .forward) {
    ends[direction.input].context.emit(packet, to: 0)
  }

  /// Puts a packet in and lets the link have it.
  func send(_ id: Int, octets: Int = 100, _ direction: LinkDirection = .forward) {
    put(id, octets: octets, direction)
    dispatcher.runReady()
  }

  /// Turns the clock on to `time`, firing each timer at its own time.
  func run(until time: UInt64) {
    dispatcher.runReady()
    while let deadline = dispatcher.nextDeadline, deadline.nanoseconds <= time {
      dispatcher.now = max(dispatcher.now, deadline)
      dispatcher.fireTimers()
      dispatcher.runReady()
    }
    dispatcher.now = Instant(nanoseconds: max(now, time))
  }

  func run(for time: Nanoseconds) { run(until: now + time.count) }

  /// Turns the clock on until no timer is left.
  func runOut() {
    dispatcher.runReady()
    while let deadline = dispatcher.nextDeadline { run(until: deadline.nanoseconds) }
  }

  /// Turns the clock on as a worker that slept would: nothing is called in between.
  func oversleep(until time: UInt64) {
    dispatcher.now = Instant(nanoseconds: time)
    dispatcher.fireTimers()
    dispatcher.runReady()
  }

  /// What has come out of `direction` since this was last asked.
  func arrivals(_ direction: LinkDirection = .forward) -> [Arrival] {
    ends[direction.output].assumeIsolated { $0.take() }
  }

  func keepOctets() { for end in ends { end.assumeIsolated { $0.keepsOctets = true } } }

  func statistics(_ direction: LinkDirection = .forward) -> LinkStatistics {
    link.assumeIsolated { $0.statistics(direction) }
  }

  func set(_ conditions: LinkConditions, _ direction: LinkDirection = .forward) {
    let problems = link.assumeIsolated { $0.setConditions(conditions, direction) }
    precondition(problems.isEmpty)
  }

  func drops(_ reason: DropReason) -> UInt64 { link.context.dropCount(reason) }
}

/// A packet that came out of a link.
struct Arrival: Equatable, Sendable {
  var id: Int
  /// Since the bench began, nanoseconds.
  var time: UInt64
  var length: Int
  /// Arrivals with the same number were handed over together.
  var batch: Int
  var octets: [UInt8] = []
  var offload = OffloadMetadata.none
}

/// What is at an end of the link: it keeps what comes.
actor End: Element {
  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }
  var keepsOctets = false
  private var arrivals: [Arrival] = []
  private var batches = 0

  init(_ context: ElementContext) { self.context = context }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    batches += 1
    while let packet = batch.popFirst() {
      var arrival = Arrival(
        id: packet.id, time: context.now.nanoseconds - LinkBench.start, length: packet.count, batch: batches)
      if keepsOctets { (arrival.octets, arrival.offload) = (packet.octets(), packet.offload) }
      arrivals.append(arrival)
      context.deliver(packet)
    }
  }

  func take() -> [Arrival] {
    defer { arrivals = [] }
    return arrivals
  }
}

extension Packet {
  /// The number in the first four octets.
  var id: Int {
    get { Int(bytes.unsafeLoadUnaligned(as: UInt32.self)) }
    set {
      var bytes = mutableBytes
      bytes.storeBytes(of: UInt32(newValue), as: UInt32.self)
    }
  }
}

extension Nanoseconds {
  static func * (count: UInt64, unit: Nanoseconds) -> UInt64 { count * unit.count }
}

/// A millisecond and a microsecond, nanoseconds.
let millisecond: UInt64 = 1_000_000
let microsecond: UInt64 = 1_000
