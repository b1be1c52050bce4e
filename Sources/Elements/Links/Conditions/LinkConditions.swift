public import Dataplane

/// The conditions of one direction of a link: how long packets take, and what befalls them on the way.
///
/// Where nothing is said the link is ideal: without delay, loss or bound on its rate. Times are of type `Nanoseconds`,
/// rates are in bits a second of the frame's octets (see `BitRate`), and probabilities are in parts per billion.
///
/// ```swift
/// var dsl = LinkConditions(delay: .milliseconds(20), loss: .independent(0.001), rate: .megabits(16))
/// dsl.jitter = .init(.milliseconds(2), .normal)
/// dsl.queue = .init(.packets(64), .codel(.init()))
/// precondition(dsl.problems.isEmpty)
/// ```
///
/// See also: `Link` for the order in which they act.
public struct LinkConditions: Hashable, Sendable {
  /// The longest delay, one day.
  public static let delayMax = Nanoseconds.seconds(86_400)
  /// The highest rate: 10¹⁵ bit/s.
  public static let rateMax = BitRate(bitsPerSecond: 1_000_000_000_000_000)
  /// The most packets that a queue may be set to hold.
  public static let queuePacketsMax = 100_000
  /// The most octets that a queue may be set to hold.
  public static let queueOctetsMax = 1 << 30

  /// The time from the last bit sent to its arrival: the propagation delay.
  public var delay: Nanoseconds
  /// How much the delay varies; `nil` where it does not.
  public var jitter: Jitter?
  /// How packets are lost.
  public var loss: Loss
  /// How fast the link sends; `nil` where sending takes no time.
  public var rate: BitRate?
  /// What waits for the transmitter.
  public var queue: Queue
  /// Packets that skip the delay and so arrive ahead of those in flight: what `tc-netem` calls `reorder`.
  public var reorder: Chance
  /// Packets that arrive twice, one right behind the other.
  public var duplicate: Chance
  /// Packets that arrive with one bit flipped, anywhere in the frame.
  public var corrupt: Chance

  /// Conditions; what is left out is ideal.
  public init(
    delay: Nanoseconds = Nanoseconds(0), jitter: Jitter? = nil, loss: Loss = .none, rate: BitRate? = nil,
    queue: Queue = Queue(), reorder: Chance = .never, duplicate: Chance = .never, corrupt: Chance = .never
  ) {
    self.delay = delay
    self.jitter = jitter
    self.loss = loss
    self.rate = rate
    self.queue = queue
    self.reorder = reorder
    self.duplicate = duplicate
    self.corrupt = corrupt
  }

  /// True where single frames matter, so that super-packets are cut into frames first. Delay alone leaves them whole.
  public var actsOnFrames: Bool { rate != nil || isImpaired }

  /// True where chance decides what befalls a packet.
  var isImpaired: Bool {
    jitter != nil || loss != .none || reorder.probability > .never || duplicate.probability > .never
      || corrupt.probability > .never
  }
}
