public import Buffers
public import Dataplane

/// A link with conditions: delay, jitter, loss, a rate with a queue, reordering, duplication and corruption, for each
/// direction its own.
///
/// What comes in by port 0 leaves by port 1 (`LinkDirection.forward`) and the other way round (`.backward`). The stages
/// of a direction, in the order in which a packet meets them:
///
/// ```
///  in ─▶ queue ─▶ transmitter ─▶ loss ─▶ corruption ─▶ copy ─▶ delay ± jitter ─▶ out
///        limit    octets · 8                             │
///        CoDel    ÷ rate                                 └─▶ goes ahead ───────▶ out
/// ```
///
/// - **Rate**: exact. Fractions of a nanosecond are carried from packet to packet, and a late worker does not slow the
///   link down: times follow from when the transmitter was free, and no packet leaves before its time. What is counted
///   is told at `BitRate`.
/// - **Loss** comes behind the transmitter: a lost packet has used its share of the rate, as on a real link. (In
///   `tc-netem` it has not.) It is drawn when the transmitter takes the packet up. Independent loss and the others draw
///   as `Chance` says, bursts as `GilbertElliott` does.
/// - **Corruption** flips one bit anywhere in the frame, and finishes a partial checksum first, so that the receiver can
///   tell. A real Ethernet would notice by the frame check sequence and drop the frame: for that, take loss.
/// - **Delay** is a timer: any number of packets are on their way at once, up to `inFlightMax`.
/// - **Jitter** does not reorder. To reorder there is `reorder`: such packets skip the delay, and so arrive ahead of
///   those that are in flight.
/// - **Copies** arrive right behind the original and are what it is, damage included.
/// - **Changes** apply to what the transmitter takes up from then on. What is in flight arrives when it was going to, and
///   what is sent with a shorter delay does not overtake it; what waits in a queue that has become too long stays.
/// - **Down** is a cut cable: what waits or is in flight is lost, what comes is dropped.
///
/// Super-packets of segmentation offload stay whole where there is only a delay; any other condition acts on frames, so
/// they are cut first, with the checksums finished.
///
/// - Ports: 0 and 1.
/// - Drops: `linkLoss`, `queueFull` (queue, or too many in flight), `queueManaged` (CoDel), `linkDown`, `malformed`
///   (offload metadata that contradicts the packet) and `noBuffers` (frames or a damaged copy could not be made).
/// - Standards: RFC 8289 (CoDel); the parameters mean what `tc-netem(8)` says, but where told otherwise above.
///
/// ```yaml
/// links:
///   - endpoints: [alice:eth0, gw:eth1]
///     delay: 20ms
///     jitter: 2ms
///     loss: 0.1%
///     rate: 100Mbit/s
/// ```
///
/// See also: `LinkConditions`, what can be set; `LinkStatistics`, what is counted. A link without conditions needs no
/// element: ports are then joined directly.
public actor Link: Element {
  /// The most packets in flight in one direction: 65,536, which is 7.9 s of full-size frames at 100 Mbit/s. The lab's
  /// packet pool bounds all links together.
  public static let inFlightMax = 65_536

  /// The way to the link's ports.
  public nonisolated let context: ElementContext
  @safe @exclusivity(unchecked) private var forward: LinkPath
  @safe @exclusivity(unchecked) private var backward: LinkPath

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes a link between the two ports of `context`. Traps where the conditions have problems: look at those first.
  public init(
    context: ElementContext, forward: LinkConditions = LinkConditions(), backward: LinkConditions = LinkConditions()
  ) {
    precondition(context.portCount == 2, "a link has two ports")
    precondition(forward.problems.isEmpty && backward.problems.isEmpty, "conditions with problems")
    self.context = context
    self.forward = Link.path(.forward, forward, seed: context.random())
    self.backward = Link.path(.backward, backward, seed: context.random())
  }

  private static func path(_ direction: LinkDirection, _ conditions: LinkConditions, seed: UInt64) -> LinkPath {
    LinkPath(to: .port(direction.output), token: UInt64(direction.rawValue), conditions, seed: seed)
  }

  /// Takes packets in at one end.
  public func receive(_ batch: inout PacketBatch, on port: Int) {
    if port == LinkDirection.forward.input {
      forward.receive(&batch, context)
    } else {
      backward.receive(&batch, context)
    }
  }

  /// Something arrives, or the transmitter is free.
  public func timerFired(_ token: UInt64) {
    if token == UInt64(LinkDirection.forward.rawValue) { forward.wake(context) } else { backward.wake(context) }
  }

  /// The conditions of one direction.
  public func conditions(_ direction: LinkDirection) -> LinkConditions {
    switch direction {
    case .forward: forward.conditions
    case .backward: backward.conditions
    }
  }

  /// Changes the conditions of one direction, from the next packet sent on; nothing that is in the link is lost.
  /// Where they have problems nothing is changed, and the problems are answered.
  @discardableResult
  public func setConditions(_ conditions: LinkConditions, _ direction: LinkDirection) -> [LinkConditions.Problem] {
    let problems = conditions.problems
    guard problems.isEmpty else { return problems }
    switch direction {
    case .forward: forward.change(to: conditions, context)
    case .backward: backward.change(to: conditions, context)
    }
    return []
  }

  /// Whether one direction is up.
  public func isUp(_ direction: LinkDirection) -> Bool {
    switch direction {
    case .forward: forward.isUp
    case .backward: backward.isUp
    }
  }

  /// Takes the link down, which loses what is in it, or up again.
  public func setUp(_ up: Bool) {
    setUp(up, .forward)
    setUp(up, .backward)
  }

  /// Takes one direction down or up: a link that still hears but is no longer heard.
  public func setUp(_ up: Bool, _ direction: LinkDirection) {
    switch direction {
    case .forward: forward.setUp(up, context)
    case .backward: backward.setUp(up, context)
    }
  }

  /// What has passed one direction, and what is in it now.
  public func statistics(_ direction: LinkDirection) -> LinkStatistics {
    switch direction {
    case .forward: forward.statistics(context)
    case .backward: backward.statistics(context)
    }
  }
}
