import Dataplane

/// Draws whether something befalls a packet, one packet after the other; see `Chance` for how they hang together.
struct CorrelatedChance {
  let chance: Chance
  /// What befell the packet before; `nil` where there was none.
  private var last: Bool?

  init(_ chance: Chance) { self.chance = chance }

  /// Whether it befalls the next packet. Draws nothing where it never does.
  @inline(__always)
  mutating func draw(_ random: inout RandomSource) -> Bool {
    chance.probability == .never ? false : drawSome(&random)
  }

  private mutating func drawSome(_ random: inout RandomSource) -> Bool {
    if chance.correlation > .never, let last, chance.correlation.holds(for: random.next()) { return last }
    let happens = chance.probability.holds(for: random.next())
    last = happens
    return happens
  }
}
