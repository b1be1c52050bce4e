import Buffers
import Dataplane
import ElementBench
import Testing

/// Elements, links and dispatchers may go in any order, with packets under way.
struct LifetimeTests {
  /// What can be taken down.
  enum Step: CaseIterable, Sendable {
    case disconnect
    case detachLeft
    case detachRight
    case run
    case forgetElements
    case dropDispatcher
  }

  /// All orders of the steps.
  static let orders: [[Step]] = permutations(Step.allCases)

  static func permutations(_ steps: [Step]) -> [[Step]] {
    guard let first = steps.first else { return [[]] }
    return permutations(Array(steps.dropFirst())).flatMap { rest in
      (0...rest.count).map { index in
        var order = rest
        order.insert(first, at: index)
        return order
      }
    }
  }

  @Test("taken down in every order, a topology with packets inside gives all buffers and elements back")
  func everyOrder() {
    for order in LifetimeTests.orders {
      let pool = PacketPool(capacity: 64)
      let executor = BenchExecutor()
      weak var leftover: Probe?
      do {
        var dispatcher: Dispatcher? = Dispatcher(executor: executor.asUnownedSerialExecutor(), pool: pool)
        var left: Probe? = Probe(dispatcher!.makeContext(name: "left", ports: ["a"]), .hold)
        var right: Probe? = Probe(dispatcher!.makeContext(name: "right", ports: ["a"]), .forward(to: 0))
        leftover = right
        dispatcher!.attach(left!)
        dispatcher!.attach(right!)
        let ends = (left!.context, right!.context)
        dispatcher!.connect(PortReference(ends.0, 0), PortReference(ends.1, 0))
        for _ in 0..<10 { ends.0.emit(pool.packet([1])!, to: 0) }
        dispatcher!.runReady(limit: 1)
        for _ in 0..<10 { ends.0.emit(pool.packet([1])!, to: 0) }
        ends.0.setTimer(after: .seconds(1), token: 0)
        for step in order {
          switch step {
          case .disconnect: dispatcher?.disconnect(PortReference(ends.0, 0), PortReference(ends.1, 0))
          case .detachLeft: dispatcher?.detach(ends.0)
          case .detachRight: dispatcher?.detach(ends.1)
          case .run: dispatcher?.runReady(limit: 100)
          case .forgetElements: (left, right) = (nil, nil)
          case .dropDispatcher: dispatcher = nil
          }
          ends.0.emit(pool.packet([2])!, to: 0)
          ends.1.emit(pool.packet([2])!, to: 0)
        }
        #expect(left == nil && right == nil)
      }
      #expect(pool.inUse == 0, "\(order)")
      #expect(leftover == nil, "\(order)")
    }
  }

  @Test("a context that outlives its dispatcher leads nowhere, and still tells the time")
  func contextOutlivesDispatcher() {
    let pool = PacketPool(capacity: 4)
    let executor = BenchExecutor()
    var dispatcher: Dispatcher? = Dispatcher(executor: executor.asUnownedSerialExecutor(), pool: pool)
    dispatcher!.now = Instant(nanoseconds: 5)
    let probe = Probe(dispatcher!.makeContext(name: "probe", ports: ["a", "b"]))
    dispatcher!.attach(probe)
    dispatcher!.connect(PortReference(probe.context, 0), PortReference(probe.context, 1))
    probe.context.emit(pool.packet([1])!, to: 0)
    dispatcher = nil
    #expect(pool.inUse == 0)
    #expect(!probe.context.isConnected(0))
    probe.context.emit(pool.packet([1])!, to: 0)
    #expect(probe.context.dropCount(.portNotConnected) == 1)
    probe.context.setTimer(after: .seconds(1), token: 1)
    #expect(probe.context.now == Instant(nanoseconds: 5))
  }

  @Test("packets in a link that is taken off are dropped as removed where they were going")
  func packetsInARemovedLink() {
    let rig = Rig()
    let left = rig.probe("left")
    let right = rig.probe("right")
    rig.join(left, right)
    rig.emit(3, from: left)
    rig.emit(2, from: right)
    rig.part(left, right)
    #expect(right.context.dropCount(.removed) == 3)
    #expect(left.context.dropCount(.removed) == 2)
    #expect(rig.pool.inUse == 0)
    #expect(rig.dispatcher.runReady() == 0)
    rig.join(left, right)
    rig.emit(1, from: left)
    #expect(rig.dispatcher.runReady() == 1)
  }

  @Test("packets for an element that was never attached are dropped as removed")
  func neverAttached() {
    let rig = Rig()
    let left = rig.probe("left")
    let context = rig.dispatcher.makeContext(name: "nobody", ports: ["a"])
    rig.dispatcher.connect(PortReference(left.context, 0), PortReference(context, 0))
    rig.emit(2, from: left)
    rig.dispatcher.runReady()
    #expect(context.dropCount(.removed) == 2)
  }

  @Test("an element may be detached, with its links, while it is being called")
  func detachedWhileCalled() {
    let rig = Rig()
    nonisolated(unsafe) let unsafeRig = rig
    nonisolated(unsafe) var victim: Probe?
    let left = rig.probe("left")
    victim = rig.probe("victim", .deliver) { _ in
      unsafeRig.dispatcher.detach(victim!.context)
      victim = nil
    }
    let context = victim!.context
    rig.join(left, 0, victim!, 0, limit: 1000)
    rig.emit(300, from: left)
    rig.dispatcher.runReady()
    #expect(context.delivered == 256)
    #expect(context.dropCount(.removed) == 44)
    #expect(rig.pool.inUse == 0)
  }

  @Test("a detached element can be replaced by another with a context of its own")
  func replacement() async {
    let rig = Rig()
    let left = rig.probe("left")
    let old = rig.probe("old")
    rig.join(left, old)
    rig.dispatcher.detach(old.context)
    #expect(!left.context.isConnected(0))
    let new = rig.probe("new")
    rig.join(left, new)
    rig.emit(1, from: left)
    rig.dispatcher.runReady()
    #expect(await new.arrivals.count == 1)
    #expect(await old.arrivals.isEmpty)
  }
}
