/// Something that befalls packets at random: how often, and how much one packet shares the fate of the one before.
///
/// With probability `correlation` a packet meets with what the packet before it met with; otherwise its own fate is
/// drawn. So the share of packets that it befalls is `probability` whatever the correlation, the correlation between a
/// packet and the k-th after it is `correlation`ᵏ, and runs get longer: 1 / ((1 − probability) · (1 − correlation))
/// packets on average.
///
/// `tc-netem` mixes instead: its variate is `fresh · (1 − ρ) + last · ρ`, which crowds about the middle, so that rare
/// things become rarer still: there, 1 % of loss with a correlation of 50 % loses far less than 1 %.
public struct Chance: Hashable, Sendable {
  /// The share of packets that it befalls.
  public var probability: Probability
  /// The correlation of one packet's fate with the one's before, 0 to 1.
  public var correlation: Probability

  /// A chance of `probability`, independent from packet to packet where nothing else is said.
  public init(_ probability: Probability, correlation: Probability = .never) {
    self.probability = probability
    self.correlation = correlation
  }

  /// It never happens.
  public static let never = Chance(.never)
}

extension Chance: ExpressibleByFloatLiteral {
  /// An independent chance in source code, as a fraction. Traps outside 0 to 1.
  public init(floatLiteral fraction: Double) { self.init(Probability(floatLiteral: fraction)) }
}
