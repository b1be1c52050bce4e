public import Dataplane

/// What a run may take at most. Both bounds are for runs that never end; they are generous for those that do.
public struct SimulationLimits: Sendable, Hashable {
  /// The virtual time that a run may take where nothing else is said: a day.
  public static let virtualTimeMax = Nanoseconds.seconds(86_400)
  /// The events that a run may take where nothing else is said: 100 million.
  public static let eventsMax = 100_000_000
  /// How many jobs a run may take for each event that it may take.
  public static let jobsPerEventMax = 16

  /// The most virtual time from the start of the run to its end.
  public var virtualTime: Nanoseconds
  /// The most events from the start of the run to its end: packets handed over and instants with timers or sleepers. Of
  /// jobs it may take `jobsPerEventMax` times as many.
  public var events: Int

  /// Limits of `virtualTime` and `events` a run.
  public init(virtualTime: Nanoseconds = SimulationLimits.virtualTimeMax, events: Int = SimulationLimits.eventsMax) {
    self.virtualTime = virtualTime
    self.events = events
  }
}
