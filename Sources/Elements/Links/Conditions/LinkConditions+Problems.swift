import Dataplane

extension LinkConditions {
  /// What is wrong with conditions.
  public enum Problem: Hashable, Sendable {
    /// The delay is more than `delayMax`.
    case delayTooLong
    /// The jitter is more than the delay: packets would arrive before they were sent.
    case jitterExceedsDelay
    /// The rate is 0: nothing would ever arrive. To cut a link, take it down.
    case rateIsZero
    /// The rate is more than `rateMax`.
    case rateTooHigh
    /// The queue holds nothing.
    case queueHoldsNothing
    /// The queue is longer than `queuePacketsMax` or `queueOctetsMax`.
    case queueTooLong
    /// CoDel's target is not less than its interval, or 0.
    case codelTargetOutOfRange
    /// CoDel's longest frame is not a length.
    case codelFrameOutOfRange
    /// There is no delay to skip, so nothing can go ahead.
    case reorderWithoutDelay
    /// The bad state is entered and never left: sooner or later the link would lose for good.
    case burstsNeverEnd
  }

  /// Everything that is wrong, in the order of the fields; empty where the conditions can be used.
  public var problems: [Problem] {
    var found: [Problem] = []
    if delay > LinkConditions.delayMax { found.append(.delayTooLong) }
    if let jitter, jitter.amount > delay { found.append(.jitterExceedsDelay) }
    if case .bursts(let model) = loss, model.p > .never, model.r == .never { found.append(.burstsNeverEnd) }
    if let rate {
      if rate.bitsPerSecond == 0 { found.append(.rateIsZero) }
      if rate > LinkConditions.rateMax { found.append(.rateTooHigh) }
    }
    found += queue.problems
    if reorder.probability > .never, delay.count == 0 { found.append(.reorderWithoutDelay) }
    return found
  }
}

extension LinkConditions.Queue {
  fileprivate var problems: [LinkConditions.Problem] {
    var found: [LinkConditions.Problem] = []
    let (length, lengthMax) =
      switch limit {
      case .packets(let count): (count, LinkConditions.queuePacketsMax)
      case .octets(let count): (count, LinkConditions.queueOctetsMax)
      }
    if length < 1 { found.append(.queueHoldsNothing) }
    if length > lengthMax { found.append(.queueTooLong) }
    if case .codel(let parameters) = management {
      if parameters.target.count == 0 || parameters.target >= parameters.interval
        || parameters.interval > LinkConditions.delayMax
      {
        found.append(.codelTargetOutOfRange)
      }
      if parameters.longestFrame < 0 { found.append(.codelFrameOutOfRange) }
    }
    return found
  }
}

extension LinkConditions.Problem: CustomStringConvertible {
  /// The problem in words, with what to do.
  public var description: String {
    switch self {
    case .delayTooLong: "the delay is more than a day"
    case .jitterExceedsDelay: "the jitter is more than the delay, so packets would arrive before they were sent"
    case .rateIsZero: "a rate of 0 lets nothing pass; take the link down instead"
    case .rateTooHigh: "the rate is more than 1,000 Tbit/s; leave it out for a link that sends at once"
    case .queueHoldsNothing: "the queue holds nothing; it needs room for one packet at least"
    case .queueTooLong: "the queue is longer than 100,000 packets or 1 GiB"
    case .codelTargetOutOfRange: "CoDel's target must be more than 0 and less than its interval, that at most a day"
    case .codelFrameOutOfRange: "CoDel's longest frame is a number of octets"
    case .reorderWithoutDelay: "without a delay no packet can go ahead of another"
    case .burstsNeverEnd: "bursts of loss begin (p > 0) and never end (r = 0)"
    }
  }
}
