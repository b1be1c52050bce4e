public import Dataplane

extension LinkConditions {
  /// How packets are lost.
  public enum Loss: Hashable, Sendable {
    /// None is.
    case none
    /// Each by itself, but for the correlation.
    case independent(Chance)
    /// In bursts.
    case bursts(GilbertElliott)
  }

  /// How the delay varies from packet to packet. Order is kept: a packet that would overtake the one before arrives
  /// right behind it. So packets that follow each other more closely than they are scattered bunch up behind a late
  /// one, and arrive later on average than the delay alone would have them.
  public struct Jitter: Hashable, Sendable {
    /// The shape of the scatter about the delay.
    public enum Distribution: Hashable, Sendable {
      /// All of delay − `amount` … delay + `amount` are equally likely.
      case uniform
      /// Normal (Gaussian) with the standard deviation `amount`, cut off at four of them, and on both sides at what
      /// would be earlier than at once; values beyond are set to the edge, so the mean stays the delay.
      case normal
    }

    /// The greatest deviation of a uniform distribution, the standard deviation of a normal one.
    public var amount: Nanoseconds
    /// The shape of the scatter.
    public var distribution: Distribution
    /// The probability that a packet's delay deviates as much as that of the packet before; otherwise the deviation is
    /// drawn afresh. The distribution is the same whatever the correlation.
    public var correlation: Probability

    /// Jitter of `amount`, uniform and independent from packet to packet where nothing else is said.
    public init(_ amount: Nanoseconds, _ distribution: Distribution = .uniform, correlation: Probability = .never) {
      self.amount = amount
      self.distribution = distribution
      self.correlation = correlation
    }
  }

  /// What waits for the transmitter, and what becomes of too much of it. Without a rate nothing ever waits.
  public struct Queue: Hashable, Sendable {
    /// How much may wait. The packet that is being sent does not count.
    public enum Limit: Hashable, Sendable {
      /// So many packets.
      case packets(Int)
      /// So many octets; a packet that would exceed them is dropped, whatever is behind it.
      case octets(Int)
    }

    /// Who drops packets before the queue is full.
    public enum Management: Hashable, Sendable {
      /// Nobody: what finds the queue full is dropped.
      case tailDrop
      /// Controlled delay (RFC 8289), and tail drop where that is not enough.
      case codel(CoDelParameters)
    }

    /// How much may wait.
    public var limit: Limit
    /// Who drops packets before that.
    public var management: Management

    /// A queue of 1,000 packets (the length of a Linux interface's queue) with tail drop, where nothing else is said.
    public init(_ limit: Limit = .packets(1_000), _ management: Management = .tailDrop) {
      self.limit = limit
      self.management = management
    }
  }

  /// The settings of controlled delay, with the values of RFC 8289 (4.2, 4.3) where nothing else is said.
  public struct CoDelParameters: Hashable, Sendable {
    /// The standing wait that is put up with.
    public var target: Nanoseconds
    /// How long the wait may stay above the target: about the longest round-trip time that is usual on the path.
    public var interval: Nanoseconds
    /// The longest frame, octets: nothing is dropped while no more than this waits.
    public var longestFrame: Int

    /// These settings.
    public init(
      target: Nanoseconds = .milliseconds(5), interval: Nanoseconds = .milliseconds(100), longestFrame: Int = 1_514
    ) {
      self.target = target
      self.interval = interval
      self.longestFrame = longestFrame
    }
  }
}
