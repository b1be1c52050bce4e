public import Buffers
public import Dataplane

/// The engine of a lab in virtual time: one thread, one clock, one seed, so that a run is one ordered history and comes
/// out the same on every machine.
///
/// ```swift
/// let simulator = Simulator(seed: 1)
/// let answer = try simulator.run {
///   let hub = Hub(context: simulator.dispatcher.makeContext(name: "hub", ports: ["p1", "p2"]))
///   simulator.dispatcher.attach(hub)
///   try await simulator.sleep(for: .seconds(300))  // takes no time
///   return await hub.summary()
/// }
/// ```
///
/// It is the serial executor that elements are pinned to, and at once the task executor that the body of a run prefers:
/// so the body, its child tasks, and the default actors that they call run on it too, one job after the other, in the
/// order in which they became ready.
///
/// ```
///   jobs ─none left─▶ batch on a link ─none left─▶ clock to the next event: timers, else sleepers
///    ▲                      │                                 │
///    └──────────────────────┴─────────────────────────────────┘
/// ```
///
/// **Order.** The clock stands still while a job is ready or a packet waits on a link. Then it goes to the earliest
/// timer of an element or sleeper. Of one instant, timers come first, in the order in which they were set, and the
/// packets and jobs that they set in motion; whenever nothing else can happen at that instant, the next sleeper
/// wakes, in the order in which they went to sleep. Who sleeps until noon finds everything done that was to be done at noon.
///
/// **What stays inside.** An unstructured `Task`, a detached one, the main actor and `Task.sleep` leave the simulator:
/// Swift hands the executor preference on to child tasks and actors only. A job that such a task brings back from
/// another thread ends the run with `SimulationError.escaped`, for nothing would say when it comes. In a run, use child
/// tasks (`async let`, task groups), `Task(executorPreference: simulator)` and the simulator's `sleep`.
///
/// Runs come one after the other; the clock goes on. Use the dispatcher within runs, or between them on the thread that
/// runs; that confinement is what makes a simulator `Sendable`.
@safe
public final class Simulator: SerialExecutor, TaskExecutor, @unchecked Sendable {
  /// Where the clock of every simulator starts: one second after the zero that nothing happens at.
  public static let origin = Instant(nanoseconds: 1_000_000_000)
  /// Jobs run, once a run has failed, to let what it left behind come to its end.
  static let windUpJobsMax = 100_000

  /// What every run is held to.
  public let limits: SimulationLimits
  /// The seed that all chance comes from.
  public let seed: UInt64

  let jobs = JobQueue()
  let sleepers = Sleepers()
  private var dispatcherStorage: Dispatcher?
  private var isRunning = false

  /// Makes a simulator. `seed` decides all that is left to chance; `pool` bounds the packets in the lab.
  public init(seed: UInt64, pool: PacketPool = PacketPool(), limits: SimulationLimits = SimulationLimits()) {
    self.seed = seed
    self.limits = limits
    dispatcherStorage = unsafe Dispatcher(executor: UnownedSerialExecutor(ordinary: self), pool: pool, seed: seed)
    dispatcher.now = Simulator.origin
  }

  /// Moves the packets of the elements.
  public var dispatcher: Dispatcher { dispatcherStorage! }

  /// The virtual time.
  public var now: Instant { dispatcher.now }

  /// Brings a job; it runs after those that came before it.
  public func enqueue(_ job: consuming ExecutorJob) { jobs.add(UnownedJob(job)) }

  /// This executor for actors, not kept alive.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor { unsafe UnownedSerialExecutor(ordinary: self) }

  /// This executor for tasks, not kept alive.
  public func asUnownedTaskExecutor() -> UnownedTaskExecutor { unsafe UnownedTaskExecutor(ordinary: self) }

  /// Asked where an element is entered by code that is not known to run here: right on the thread of the run, a defect
  /// of the caller on any other.
  public func checkIsolated() {
    precondition(jobs.isOnThreadOfRun, "this runs outside of the simulation: only what a run has started may do that")
  }

  /// Runs `body` on this executor, and turns the crank on the calling thread until it has ended. Answers what it
  /// answers, and throws what it throws; a run that cannot end, or does not within the limits, throws a
  /// `SimulationError`, and its body is cancelled.
  ///
  /// Not to be called from within a run.
  public func run<Success: Sendable>(_ body: @escaping @Sendable () async throws -> Success) throws -> Success {
    precondition(!isRunning, "a run may not start another on the same simulator")
    isRunning = true
    jobs.begin()
    defer {
      jobs.end()
      isRunning = false
    }
    let outcome = Outcome<Success>()
    let end = RunEnd()
    // The crank itself is a job, so that to enter an element is an identity check.
    let crank = Turns(simulator: self, end: end)
    _ = Task(executorPreference: self, priority: .medium) { await crank.run() }
    let task = Task(executorPreference: self, priority: .medium) {
      await outcome.fill(with: body)
      end.bodyHasEnded = true
    }
    while !end.isOver, let job = jobs.next() { perform(job) }
    if let error = end.error {
      task.cancel()
      windUp(end)
      throw error
    }
    return try outcome.result()
  }

  /// Runs what is ready, without moving packets or the clock: who was cancelled leaves.
  private func windUp(_ end: RunEnd) {
    for _ in 0..<Simulator.windUpJobsMax {
      guard !end.bodyHasEnded, let job = jobs.next() else { return }
      perform(job)
    }
  }

  func perform(_ job: UnownedJob) {
    unsafe job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
  }
}
