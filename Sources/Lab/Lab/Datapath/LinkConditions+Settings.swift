import Dataplane
import Links
import Topology

extension Links.LinkConditions {
  /// What the file says of one direction of a link.
  init(_ settings: Topology.LinkConditions) throws {
    self.init(
      delay: Nanoseconds(settings.delay), jitter: Jitter(settings.jitter), loss: Loss(settings.loss),
      rate: settings.rate.map { BitRate(bitsPerSecond: UInt64(max(0, $0))) }, queue: Queue(settings.queue),
      reorder: Links.Chance(settings.reorder), duplicate: Links.Chance(settings.duplicate),
      corrupt: Links.Chance(settings.corrupt))
    if let problem = problems.first { throw LabError(.invalidFile, "a link cannot be so: \(problem)") }
  }
}

extension Links.Chance {
  /// The same chance in the element's terms.
  init(_ chance: Topology.Chance) {
    self.init(Probability(of: chance.probability), correlation: Probability(of: chance.correlation))
  }
}

extension Links.LinkConditions.Jitter {
  /// The same jitter in the element's terms; `nil` for none.
  init?(_ jitter: Topology.Jitter) {
    guard jitter.amount > .zero else { return nil }
    let distribution: Distribution =
      switch jitter.distribution {
      case .uniform: .uniform
      case .normal: .normal
      }
    self.init(
      Nanoseconds(jitter.amount), distribution, correlation: .init(of: jitter.correlation))
  }
}

extension Links.LinkConditions.Loss {
  /// The same loss in the element's terms.
  init(_ loss: LinkLoss) {
    switch loss {
    case .random(let chance): self = chance.probability == 0 ? .none : .independent(Links.Chance(chance))
    case .bursts(let bursts):
      self = .bursts(
        GilbertElliott(
          p: .init(of: bursts.enter), r: .init(of: bursts.leave),
          lossInBad: .init(of: bursts.lossInside),
          lossInGood: .init(of: bursts.lossOutside)))
    }
  }
}

extension Links.LinkConditions.Queue {
  /// The same queue in the element's terms.
  init(_ queue: LinkQueue) {
    let limit: Limit =
      switch queue.limit {
      case .packets(let count): .packets(count)
      case .octets(let count): .octets(count)
      }
    switch queue.management {
    case .tailDrop: self.init(limit)
    case .coDel(let target, let interval):
      self.init(
        limit, .codel(.init(target: Nanoseconds(target), interval: Nanoseconds(interval))))
    }
  }
}

extension Probability {
  /// A probability in parts per billion, at most one.
  init(of partsPerBillion: Int) {
    self = Probability(partsPerBillion: UInt32(clamping: partsPerBillion)) ?? .always
  }
}
