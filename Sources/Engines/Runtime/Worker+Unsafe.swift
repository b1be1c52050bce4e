public import Buffers
public import Dataplane
import Linux

/// A thread that turns the crank of the live engine: it polls devices, runs the elements that have input, fires timers,
/// and between turns runs whatever control calls other threads have brought.
///
/// It is the serial executor of every element on it. Its loop itself runs as a job on this executor, so that entering
/// an element is an identity check and control calls need no lock.
///
/// ```
///        ┌──────────────── turn ────────────────┐
///   clock → control jobs → timers → devices → elements ─┐
///        ▲                                        │ nothing moved for 50 µs
///        └──────────── epoll (asleep) ◀───────────┘
/// ```
@safe
public final class Worker: SerialExecutor, @unchecked Sendable {
  /// Batches handed over before devices, timers and control calls have their turn again.
  static let turnLimit = 256
  /// Turns between two looks at devices that are not polled, while others are.
  static let turnsBetweenLooks = 16
  /// Control calls in a row before packets have their turn again.
  static let jobsPerTurnMax = 64
  /// The last stretch before a timer, for which the worker does not sleep while there is traffic: a thread is woken so much
  /// too late on an idle machine.
  static let wakeUpTime = Nanoseconds.microseconds(60)
  /// How long after a packet there counts as traffic.
  static let trafficMemory = Nanoseconds.seconds(1)

  private let jobs: JobQueue
  private var devices: PollSet
  private var dispatcherStorage: Dispatcher?
  private let log = LatenessLog()
  /// Who writes down what this worker does; `nil` where nobody does.
  private var recorder: (any TurnRecorder)?
  private var isStopped = false
  private var turnsSinceLook = 0
  /// When packets last moved.
  private var lastTraffic: Instant = .zero

  /// Starts a worker's thread. Throws where the system has no descriptor or thread left.
  public init(name: String = "weft-worker", pool: PacketPool = PacketPool(), seed: UInt64) throws {
    jobs = try JobQueue()
    devices = try PollSet(bell: jobs.bell)
    dispatcherStorage = unsafe Dispatcher(executor: UnownedSerialExecutor(ordinary: self), pool: pool, seed: seed)
    dispatcher.now = Worker.clock()
    try SystemThread.start(name: name) { [self] in
      try? SystemThread.setTimerSlack(nanoseconds: 1)
      runUntilStopped()
    }
    let loop = WorkerLoop(worker: self)
    Task { await loop.run() }
  }

  /// Moves the packets of the elements on this worker. For calls from the worker's own jobs.
  public var dispatcher: Dispatcher { dispatcherStorage! }

  /// Brings a job; it runs between two turns.
  public func enqueue(_ job: consuming ExecutorJob) { jobs.add(UnownedJob(job)) }

  /// This executor, not kept alive.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor { unsafe UnownedSerialExecutor(ordinary: self) }

  /// Begins to poll a device; from the worker's own jobs. Where it throws, the device is not attached.
  public func add(_ device: some DeviceElement) throws {
    try devices.add(device)
    dispatcher.attach(device)
  }

  /// Ends the polling of a device; from the worker's own jobs.
  public func remove(_ device: some DeviceElement) {
    devices.remove(device)
    dispatcher.detach(device.context)
  }

  /// Ends the thread once the jobs that wait have run; from the worker's own jobs. Elements must be detached.
  public func stop() { isStopped = true }

  /// Who writes down, from now on, each step that moves packets; `nil` for nobody. From the worker's own jobs; devices
  /// are told apart.
  public func setRecorder(_ recorder: (any TurnRecorder)?) { self.recorder = recorder }

  /// How far the worker has been behind its clock; from the worker's own jobs.
  public var lateness: Lateness { log.lateness }

  static func clock() -> Instant { Instant(nanoseconds: UInt64(SystemClock.monotonic())) }

  /// The thread: waits for the loop's job, which stays until the worker is stopped, and then runs what is left.
  private func runUntilStopped() {
    while !isStopped {
      jobs.whileSleeping { _ = devices.wait(nanoseconds: nil) }
      jobs.bell.drain()
      runJobs()
    }
    while jobs.hasJobs { runJobs() }
  }

  /// Runs what other threads have brought, but no more than packets can wait for: what is left has its turn in the next.
  private func runJobs() {
    for _ in 0..<Worker.jobsPerTurnMax {
      guard let job = jobs.next() else { return }
      unsafe job.runSynchronously(on: asUnownedSerialExecutor())
    }
  }

  /// The loop; called on the executor by `WorkerLoop`.
  fileprivate func runLoop() {
    while !isStopped {
      let dispatcher = dispatcher
      let start = setClock(of: dispatcher)
      if jobs.hasJobs { runJobs() }
      fireTimers(dispatcher)
      var moved = devices.poll(dispatcher) {
        handOver(dispatcher)
        setClock(of: dispatcher)
        fireTimers(dispatcher)
      }
      moved += handOver(dispatcher)
      if moved > 0 {
        lastTraffic = start
        log.lateness.turns.note((Worker.clock() - start).count)
      }
      turnsSinceLook += 1
      if !devices.isPolling && !dispatcher.hasInput {
        sleep()
      } else if turnsSinceLook >= Worker.turnsBetweenLooks {
        turnsSinceLook = 0
        if devices.wait(nanoseconds: 0) { jobs.bell.drain() }
      }
    }
  }

  /// Fires the timers that are due, and notes how late the first of them is.
  private func fireTimers(_ dispatcher: Dispatcher) {
    guard let deadline = dispatcher.nextDeadline, deadline <= dispatcher.now else { return }
    log.lateness.timers.note((dispatcher.now - deadline).count)
    recorder?.timersWillFire()
    dispatcher.fireTimers()
  }

  /// Hands over what waits on links, as much as has its turn. Answers how many batches.
  @discardableResult
  private func handOver(_ dispatcher: Dispatcher) -> Int {
    guard dispatcher.hasInput else { return 0 }
    recorder?.batchesWillRun(limit: Worker.turnLimit)
    return dispatcher.runReady(limit: Worker.turnLimit)
  }

  /// Sets the dispatcher's clock to the machine's, and answers it.
  @discardableResult
  private func setClock(of dispatcher: Dispatcher) -> Instant {
    let now = Worker.clock()
    dispatcher.now = now
    recorder?.clockWasSet(to: now)
    return now
  }

  /// Sleeps until a device has packets, a timer is due or a job comes. While there is traffic it does not sleep up to a
  /// timer, but wakes a little before and only looks: so the next turn comes in time.
  private func sleep() {
    recorder?.workerRests()
    var timeout: Int64?
    if let deadline = dispatcher.nextDeadline {
      let now = Worker.clock()
      var left = deadline - now
      if now - lastTraffic < Worker.trafficMemory {
        left = Nanoseconds(left.count - min(left.count, Worker.wakeUpTime.count))
      }
      timeout = Int64(clamping: left.count)
    }
    guard timeout != 0 else {
      if devices.wait(nanoseconds: 0) { jobs.bell.drain() }
      return
    }
    jobs.whileSleeping {
      if devices.wait(nanoseconds: timeout) { jobs.bell.drain() }
    }
  }
}

/// Makes the worker's loop a job of the worker's own executor.
private actor WorkerLoop {
  private let worker: Worker

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe worker.asUnownedSerialExecutor() }

  init(worker: Worker) { self.worker = worker }

  func run() { worker.runLoop() }
}
