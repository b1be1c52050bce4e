/// How a link changes over time by itself, told from its first end.
///
/// A step sets what it names, and leaves all else as it is: also what a command or a scenario has set meanwhile.
public struct LinkSchedule: Hashable, Sendable {
  /// One change, at its time.
  public struct Step: Hashable, Sendable {
    /// When, since the schedule or its round began; never before the step in front of it.
    public var at: Duration
    /// What is set. Outward is from the link's first end to the second.
    public var change: LinkChange

    /// Makes a step.
    public init(at: Duration, _ change: LinkChange) {
      self.at = at
      self.change = change
    }
  }

  /// The changes, in the order of time; at least one.
  public var steps: [Step]
  /// After how long the steps begin anew, more than the time of the last one; `nil` where they happen once.
  public var period: Duration?

  /// Makes a schedule.
  public init(_ steps: [Step], every period: Duration? = nil) {
    self.steps = steps
    self.period = period
  }

  /// The same, told from the link's other end.
  public var reversed: LinkSchedule {
    LinkSchedule(
      steps.map { Step(at: $0.at, LinkChange(outward: $0.change.inward, inward: $0.change.outward)) }, every: period)
  }

  /// When the step of that number happens, counted from 0 through all rounds; `nil` where there is none.
  public func time(ofStep number: Int) -> Duration? {
    guard !steps.isEmpty else { return nil }
    let (round, index) = number.quotientAndRemainder(dividingBy: steps.count)
    guard round > 0 else { return steps[index].at }
    return period.map { $0 * round + steps[index].at }
  }
}

extension LinkSchedule: CustomStringConvertible {
  /// The schedule in words, as `3 steps, the last at 20s, every 60s`.
  public var description: String {
    let last = steps.last?.at.text ?? "0s"
    let count = steps.count == 1 ? "1 step at \(last)" : "\(steps.count) steps, the last at \(last)"
    return count + (period.map { ", again every \($0.text)" } ?? "")
  }

  /// The schedule for a program, with the keys of the file, told of a link with these ends.
  func json(_ first: Endpoint, _ second: Endpoint) -> JSONValue {
    let steps = JSONValue.array(
      steps.map { step in
        let at = JSONValue.Member("at", .string(step.at.text))
        let (outward, inward) = (step.change.outward, step.change.inward)
        if outward == inward { return .object([at] + outward.map(\.member)) }
        let directions = [(first, outward), (second, inward)].filter { !$0.1.isEmpty }
        let from = directions.map { JSONValue.Member("\($0.0)", .object($0.1.map(\.member))) }
        return .object([at, .init("from", .object(from))])
      })
    return period.map { ["steps": steps, "repeat": .string($0.text)] } ?? steps
  }
}
