import Dataplane

/// Everything that one direction of a link leaves to chance, with a generator of its own: what befalls the packets of
/// one direction does not depend on the traffic anywhere else.
struct Impairments {
  private var random: RandomSource
  private var loss = LossProcess(.none)
  private var corrupt = CorrelatedChance(.never)
  private var duplicate = CorrelatedChance(.never)
  private var reorder = CorrelatedChance(.never)
  private var jitter: JitterSource?

  /// What is drawn follows from `seed`.
  init(seed: UInt64) { random = RandomSource(seed: seed) }

  /// From now on draws by `new`. Processes that stay the same go on where they are: a burst of loss is not cut short
  /// by a change of the delay.
  mutating func change(from old: LinkConditions, to new: LinkConditions) {
    if old.loss != new.loss { loss = LossProcess(new.loss) }
    if old.corrupt != new.corrupt { corrupt = CorrelatedChance(new.corrupt) }
    if old.duplicate != new.duplicate { duplicate = CorrelatedChance(new.duplicate) }
    if old.reorder != new.reorder { reorder = CorrelatedChance(new.reorder) }
    if old.jitter != new.jitter || old.delay != new.delay {
      jitter = new.jitter.map { JitterSource($0, delay: new.delay) }
    }
  }

  /// Whether the next packet is lost.
  mutating func drawLoss() -> Bool { loss.draw(&random) }
  /// Whether the next packet is corrupted.
  mutating func drawCorruption() -> Bool { corrupt.draw(&random) }
  /// Whether the next packet is duplicated.
  mutating func drawDuplication() -> Bool { duplicate.draw(&random) }
  /// Whether the next packet goes ahead.
  mutating func drawReordering() -> Bool { reorder.draw(&random) }
  /// The deviation of the next packet's delay, nanoseconds.
  mutating func drawJitter() -> Int64 { jitter?.draw(&random) ?? 0 }

  /// A bit out of `count`, which is more than 0.
  mutating func drawBit(of count: Int) -> Int { Int(random.next().multipliedFullWidth(by: UInt64(count)).high) }
}
