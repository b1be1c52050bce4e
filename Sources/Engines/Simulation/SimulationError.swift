public import Dataplane

/// Why a run came to no end.
public enum SimulationError: Error, Sendable, Equatable {
  /// Nothing is left to happen, and the body still waits.
  case stalled(at: Instant)
  /// A task that left the simulator came back from another thread.
  case escaped(at: Instant)
  /// The virtual time of the limits has passed.
  case virtualTimeExceeded(limit: Nanoseconds, activity: RunActivity)
  /// As many events as the limits allow have happened.
  case eventsExceeded(limit: Int, at: Instant, activity: RunActivity)
}

extension SimulationError: CustomStringConvertible {
  /// The reason in words, with the elements that kept the run going, and a hint on a line of its own.
  public var description: String {
    switch self {
    case .stalled(let instant):
      """
      the run stalled at \(RunClock.text(instant)): nothing is left to happen, and the test still waits
      hint: it waits for something that never comes, or for something outside of the simulation, such as Task.sleep, \
      an unstructured Task or real input and output
      """
    case .escaped(let instant):
      """
      the run left the simulation by \(RunClock.text(instant)): a task on another thread came back into it
      hint: use child tasks, Task(executorPreference: simulator) and the simulator's sleep, not Task { }, \
      Task.detached, the main actor or Task.sleep
      """
    case .virtualTimeExceeded(let limit, let activity):
      "the run did not end within \(RunClock.text(limit)) of virtual time\n\(activity)"
    case .eventsExceeded(let limit, let instant, let activity):
      "the run did not end within \(limit) events; it came to \(RunClock.text(instant)) of virtual time\n\(activity)"
    }
  }
}
