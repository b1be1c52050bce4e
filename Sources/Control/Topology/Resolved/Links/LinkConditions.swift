/// What one direction of a link does to the packets on it, in the order in which it happens to a packet: the queue and
/// the rate, then loss and damage, then the way itself.
///
/// Probabilities are ``Chance`` values, in parts per billion. The conditions of a plain cable are all zero.
public struct LinkConditions: Hashable, Sendable {
  /// True where nothing passes: every packet is dropped.
  public var isDown = false
  /// Time a packet spends on the link, 0 to an hour.
  public var delay = Duration.zero
  /// By how much the delay varies.
  public var jitter = Jitter.none
  /// Which packets are lost.
  public var loss = LinkLoss.none
  /// Packets that arrive twice.
  public var duplicate = Chance.never
  /// Packets that arrive with one bit inverted.
  public var corrupt = Chance.never
  /// Packets that skip the delay, and so overtake those in front of them.
  public var reorder = Chance.never
  /// Bits a second, Ethernet frames counted as they are, from 1; `nil` where there is no limit.
  public var rate: Int?
  /// Where packets wait for the rate. Without a rate nothing waits.
  public var queue = LinkQueue()

  /// A plain cable.
  public init() {}

  /// A plain cable: no delay, no loss, no limit.
  public static let none = LinkConditions()

  /// True for a plain cable that is up.
  public var isNone: Bool { self == .none }

  /// The same with one thing set otherwise.
  public func setting(_ setting: LinkSetting) -> LinkConditions {
    var conditions = self
    conditions.set(setting)
    return conditions
  }

  /// Sets one thing, and leaves all others.
  public mutating func set(_ setting: LinkSetting) {
    switch setting {
    case .down(let isDown): self.isDown = isDown
    case .delay(let delay): self.delay = delay
    case .jitter(let jitter): self.jitter = jitter
    case .loss(let loss): self.loss = loss
    case .duplicate(let chance): duplicate = chance
    case .corrupt(let chance): corrupt = chance
    case .reorder(let chance): reorder = chance
    case .rate(let rate): self.rate = rate
    case .queue(let queue): self.queue = queue
    }
  }
}

/// One thing that a file, a scenario or a command sets of a link's conditions: one key with its value.
public enum LinkSetting: Hashable, Sendable {
  /// `down`.
  case down(Bool)
  /// `delay`.
  case delay(Duration)
  /// `jitter`.
  case jitter(Jitter)
  /// `loss`.
  case loss(LinkLoss)
  /// `duplicate`.
  case duplicate(Chance)
  /// `corrupt`.
  case corrupt(Chance)
  /// `reorder`.
  case reorder(Chance)
  /// `rate`, in bits a second; `nil` takes the limit away.
  case rate(Int?)
  /// `queue`.
  case queue(LinkQueue)
}

/// How likely something happens to a packet, and how much that depends on whether it happened to the one before.
public struct Chance: Hashable, Sendable {
  /// The probability in parts per billion, 0…1,000,000,000.
  public var probability: Int
  /// The probability that a packet meets with what the packet before it met with, in parts per billion; otherwise its
  /// own fate is drawn. 0 makes packets independent of one another.
  public var correlation: Int

  /// Makes a chance.
  public init(_ probability: Int, correlation: Int = 0) {
    self.probability = probability
    self.correlation = correlation
  }

  /// A probability of one.
  public static let certainty = 1_000_000_000
  /// What never happens.
  public static let never = Chance(0)
}

/// By how much a link's delay varies from packet to packet.
public struct Jitter: Hashable, Sendable {
  /// The shape of the variation.
  public enum Distribution: String, Hashable, Sendable, CaseIterable {
    /// Every delay from `delay - amount` to `delay + amount` is as likely as any other.
    case uniform
    /// Normally distributed around the delay, with the amount as the standard deviation; never less than zero.
    case normal
  }

  /// How much: what it means depends on the distribution.
  public var amount: Duration
  /// The shape.
  public var distribution: Distribution
  /// The probability that a packet varies as much as the packet before it, in parts per billion.
  public var correlation: Int

  /// Makes a jitter.
  public init(_ amount: Duration, distribution: Distribution = .uniform, correlation: Int = 0) {
    self.amount = amount
    self.distribution = distribution
    self.correlation = correlation
  }

  /// The same delay for every packet.
  public static let none = Jitter(.zero)
}

/// Which packets a link loses.
public enum LinkLoss: Hashable, Sendable {
  /// Each with the same probability, perhaps correlated.
  case random(Chance)
  /// In bursts.
  case bursts(BurstLoss)

  /// None.
  public static let none = LinkLoss.random(.never)
}

/// Loss in bursts: a chain of two states, one in which few packets are lost and one in which many are (Gilbert 1960,
/// Elliott 1963). All four in parts per billion.
public struct BurstLoss: Hashable, Sendable {
  /// The probability that a packet begins a burst, tried once a packet outside of one.
  public var enter: Int
  /// The probability that a packet ends the burst, tried once a packet inside of one.
  public var leave: Int
  /// The probability that a packet in a burst is lost.
  public var lossInside: Int
  /// The probability that a packet outside of bursts is lost.
  public var lossOutside: Int

  /// Makes a loss in bursts; left out, a burst loses everything and the rest of the time nothing is lost.
  public init(enter: Int, leave: Int, lossInside: Int = Chance.certainty, lossOutside: Int = 0) {
    self.enter = enter
    self.leave = leave
    self.lossInside = lossInside
    self.lossOutside = lossOutside
  }
}

/// Where packets wait for a link's rate.
public struct LinkQueue: Hashable, Sendable {
  /// How much fits.
  public enum Limit: Hashable, Sendable {
    /// This many packets, 1…100,000.
    case packets(Int)
    /// Packets of this many octets together, 1514 to a gigabyte.
    case octets(Int)
  }

  /// What is dropped when.
  public enum Management: Hashable, Sendable {
    /// What comes while the queue is full.
    case tailDrop
    /// What has waited longer than `target` for an `interval` (RFC 8289).
    case coDel(target: Duration, interval: Duration)
  }

  /// How much fits.
  public var limit: Limit
  /// What is dropped when.
  public var management: Management

  /// Makes a queue.
  public init(limit: Limit = .packets(LinkQueue.packetsDefault), management: Management = .tailDrop) {
    self.limit = limit
    self.management = management
  }

  /// Packets that fit where the file says nothing.
  public static let packetsDefault = 1000
  /// CoDel with the constants of RFC 8289, 4.2 and 4.3.
  public static let coDel = LinkQueue(management: .coDel(target: .milliseconds(5), interval: .milliseconds(100)))
}
