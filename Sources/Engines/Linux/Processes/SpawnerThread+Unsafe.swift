import CLinux
import Glibc
import Synchronization
import SystemPackage

/// The one thread that starts processes which must end with this one.
///
/// The kernel kills such a process when the *thread* that started it ends (PR_SET_PDEATHSIG), so it has to be one that
/// lives as long as the process does.
final class SpawnerThread: Sendable {
  private let jobs = Mutex<[@Sendable () -> Void]>([])
  private let wakeUp: EventCounter

  private init(wakeUp: consuming EventCounter) { self.wakeUp = wakeUp }

  private static let running = Mutex<SpawnerThread?>(nil)

  /// The thread, started when it is first asked for.
  private static func shared() throws(Errno) -> SpawnerThread {
    try running.withLock { (running) throws(Errno) -> SpawnerThread in
      if let running { return running }
      let thread = SpawnerThread(wakeUp: try EventCounter())
      var handle = pthread_t()
      let context = unsafe Unmanaged.passRetained(thread)
      let error = unsafe pthread_create(
        &handle, nil,
        { context in
          unsafe Unmanaged<SpawnerThread>.fromOpaque(context!).takeUnretainedValue().live()
          return nil
        }, context.toOpaque())
      guard error == 0 else {
        unsafe context.release()
        throw Errno(rawValue: error)
      }
      _ = pthread_detach(handle)
      running = thread
      return thread
    }
  }

  private func live() {
    while true {
      _ = try? wakeUp.descriptor.waitReadable()
      wakeUp.drain()
      let taken = jobs.withLock { jobs in
        defer { jobs = [] }
        return jobs
      }
      for job in taken { job() }
    }
  }

  /// Runs `body` on the thread and waits for it.
  static func perform<Value: Sendable>(_ body: @escaping @Sendable () -> Value) throws(Errno) -> Value {
    let thread = try shared()
    let outcome = Outcome<Value>(done: try EventCounter())
    thread.jobs.withLock {
      $0.append {
        let value = body()
        outcome.value.withLock { $0 = value }
        outcome.done.signal()
      }
    }
    thread.wakeUp.signal()
    while true {
      if let value = outcome.value.withLock({ $0 }) { return value }
      _ = try outcome.done.descriptor.waitReadable()
    }
  }

  private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
    let done: EventCounter
    init(done: consuming EventCounter) { self.done = done }
  }
}
