import Dataplane

/// Draws whether a packet is lost, one packet after the other.
enum LossProcess {
  case none
  case independent(CorrelatedChance)
  case bursts(GilbertElliott, isBad: Bool)

  init(_ loss: LinkConditions.Loss) {
    switch loss {
    case .none: self = .none
    case .independent(let chance): self = .independent(CorrelatedChance(chance))
    case .bursts(let model): self = .bursts(model, isBad: false)
    }
  }

  /// Whether the next packet is lost.
  mutating func draw(_ random: inout RandomSource) -> Bool {
    switch self {
    case .none: return false
    case .independent(var chance):
      let isLost = chance.draw(&random)
      self = .independent(chance)
      return isLost
    case .bursts(let model, let isBad):
      let isLost = (isBad ? model.lossInBad : model.lossInGood).holds(for: random.next())
      let moves = (isBad ? model.r : model.p).holds(for: random.next())
      self = .bursts(model, isBad: isBad != moves)
      return isLost
    }
  }
}
