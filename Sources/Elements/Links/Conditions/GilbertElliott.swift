/// Loss in bursts: a link that is now good, now bad (Gilbert 1960, Elliott 1963), with the parameters as `tc-netem`
/// names them (`loss gemodel p r 1-h 1-k`).
///
/// ```
///                    p
///           ┌─────────────────▶
///        ( good )          ( bad )      a packet is lost with probability
///           ◀─────────────────┘          1-k while good, 1-h while bad
///                    r
/// ```
///
/// Each packet is lost or not by the state that it finds, and then moves the state on. A link begins good.
public struct GilbertElliott: Hashable, Sendable {
  /// The probability that a packet is the last of a good spell.
  public var p: Probability
  /// The probability that a packet is the last of a bad spell: the mean bad spell is 1/r packets long.
  public var r: Probability
  /// The share of packets lost in the bad state: netem's `1-h`.
  public var lossInBad: Probability
  /// The share of packets lost in the good state: netem's `1-k`.
  public var lossInGood: Probability

  /// A model with these parameters. Where the last two are left out it is Gilbert's simple one: everything is lost
  /// while bad, and nothing while good.
  public init(p: Probability, r: Probability, lossInBad: Probability = .always, lossInGood: Probability = .never) {
    self.p = p
    self.r = r
    self.lossInBad = lossInBad
    self.lossInGood = lossInGood
  }

  /// The share of packets lost in the long run: (p · (1−h) + r · (1−k)) / (p + r).
  public var meanLoss: Double {
    let moves = p.fraction + r.fraction
    guard moves > 0 else { return lossInGood.fraction }
    return (p.fraction * lossInBad.fraction + r.fraction * lossInGood.fraction) / moves
  }
}
