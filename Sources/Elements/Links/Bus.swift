public import Buffers
public import Dataplane

/// One cable that many stations share: Ethernet as it was before there were hubs and switches.
///
/// ```
///   in by any port ─▶ wait while somebody sends ─▶ sent at the rate ─▶ delay ─▶ out by all other ports
/// ```
///
/// One station sends at a time, and all others hear it. Carrier sense is perfect: who finds the cable taken waits for
/// its turn, first come, first served, and frames never collide. The conditions are those of a link, the queue being
/// one for all stations; chance strikes a frame once, for everybody alike.
///
/// - Ports: any number, all alike.
/// - Drops: those of a `Link`, and `portNotConnected` where nobody else is on the cable.
/// - Standard: IEEE 802.3-2018, clause 4 in half duplex, without collisions; clauses 8 and 10 are such cables.
///
/// See also: `Link`, which joins two ports; `Hub`, whose ports have a cable each.
public actor Bus: Element {
  /// The way to the cable's ports.
  public nonisolated let context: ElementContext
  @safe @exclusivity(unchecked) private var path: LinkPath

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes a cable with the ports of `context`. Traps where the conditions have problems: look at those first.
  public init(context: ElementContext, conditions: LinkConditions = LinkConditions()) {
    precondition(conditions.problems.isEmpty, "conditions with problems")
    self.context = context
    path = LinkPath(to: .others, token: 0, conditions, seed: context.random())
  }

  /// Takes what a station sends.
  public func receive(_ batch: inout PacketBatch, on port: Int) { path.receive(&batch, context) }

  /// Something arrives, or the cable is free.
  public func timerFired(_ token: UInt64) { path.wake(context) }

  /// The conditions of the cable.
  public func conditions() -> LinkConditions { path.conditions }

  /// Changes the conditions, from the next packet sent on; nothing that is on the cable is lost. Where they have
  /// problems nothing is changed, and the problems are answered.
  @discardableResult
  public func setConditions(_ conditions: LinkConditions) -> [LinkConditions.Problem] {
    let problems = conditions.problems
    if problems.isEmpty { path.change(to: conditions, context) }
    return problems
  }

  /// Whether the cable is whole.
  public func isUp() -> Bool { path.isUp }

  /// Cuts the cable, which loses what is in it, or joins it again.
  public func setUp(_ up: Bool) { path.setUp(up, context) }

  /// What has passed, and what is in it now. What arrived counts once, however many stations heard it.
  public func statistics() -> LinkStatistics { path.statistics(context) }
}
