import CLinux
import Glibc
public import SystemPackage

/// A thread of the operating system, for work that blocks or polls and so has no place in a cooperative pool.
public enum SystemThread {
  /// Starts `body` on a thread of its own that nobody joins. `name` is cut to 15 octets (it is only for ps(1) and debuggers).
  /// `EAGAIN` where the system has no thread left.
  public static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(Errno) {
    let start = Start(name: name, body: body)
    var thread = pthread_t()
    let result = unsafe pthread_create(
      &thread, nil,
      { argument in
        let start = unsafe Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
        if let comm = try? OwnedDescriptor.open("/proc/thread-self/comm", flags: O_WRONLY) {
          try? comm.write(Array(start.name.utf8.prefix(15)))
        }
        start.body()
        return nil
      }, Unmanaged.passRetained(start).toOpaque())
    guard result == 0 else {
      unsafe Unmanaged.passUnretained(start).release()
      throw Errno(rawValue: result)
    }
    pthread_detach(thread)
  }

  /// Lets the kernel wake the calling thread `nanoseconds` late at most, where it has the choice: it saves wake-ups by
  /// taking 50 µs unless told otherwise (PR_SET_TIMERSLACK, prctl(2)).
  public static func setTimerSlack(nanoseconds: UInt) throws(Errno) { try checked(lx_timer_slack(nanoseconds)) }

  /// What the new thread is handed.
  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }
}
