public import Buffers
public import Dataplane

/// A flow switch: what becomes of a packet is decided by rules on its header fields, the one of the highest priority
/// first.
///
/// A rule says which packets it is for and what is done with them: sent somewhere, changed, handed on to another table,
/// dropped. Of two rules of one priority that are both for a packet, the one that looks at more bits counts (the
/// standard leaves this open). Without any rule every packet is dropped. Packets that take the same way are found in a
/// cache; a change of the rules takes effect between two packets, whole.
///
/// - Ports: any number; rules name them by OpenFlow numbers, from 1, or by their names.
/// - Drops: `tableMiss` (no rule is for it), `droppedByRule` (its rule sends it nowhere), `sameAsIngress` (its rule sends
///   it where it came from; that takes `in_port`), `ttlExpired` (by `dec_ttl`), `reservedGroup` (01:80:c2:00:00:0x,
///   by `normal`), `malformed` (shorter than an Ethernet header), `noBuffers` (it could not be changed).
/// - Standard: OpenFlow 1.5.1, without its bytes: flow tables (5.2–5.4; a table without a table-miss rule drops),
///   actions as `apply-actions` (5.6), and Open vSwitch's notation and meaning of fields and actions (ovs-fields(7),
///   ovs-actions(7)). Groups, meters, connection tracking and ports `local` and `controller` are not supported.
///
/// ```yaml
/// nodes:
///   of1: { kind: flow-switch }
/// flows:
///   of1:
///     - priority=100,tcp,tp_dst=80,actions=output:2
///     - priority=10,arp,actions=flood
///     - { match: { in_port: eth1 }, actions: [ "mod_vlan_vid:10", "output:eth3" ], priority: 5 }
/// ```
///
/// See also: `LearningSwitch`, which needs no rules.
public actor FlowSwitch: Element {
  /// Most rules of all tables together.
  public static let rulesMax = 262_144

  /// The way to the switch's ports.
  public nonisolated let context: ElementContext
  /// The ports, by their OpenFlow numbers and names.
  public nonisolated let ports: PortDirectory
  var pipeline: Pipeline
  /// Rules that were removed by their timeouts, and not asked for yet.
  var expired: [ExpiredRule] = []
  /// When the timer for timeouts is due, if it is set.
  var timeoutCheck: Instant?

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes a switch with the ports of `context`. `numbers` has the OpenFlow number of each of them; without it they are
  /// numbered from 1.
  public init(context: ElementContext, numbers: [PortNumber]? = nil) {
    self.context = context
    if let numbers {
      precondition(numbers.count == context.portCount, "every port has a number")
      ports = PortDirectory(zip(numbers, context.portNames).map { PortDirectory.Port(number: $0, name: $1) })
    } else {
      ports = PortDirectory(names: context.portNames)
    }
    pipeline = Pipeline(ports: ports)
  }

  /// Sends every packet where the rules say.
  public func receive(_ batch: inout PacketBatch, on port: Int) {
    pipeline.process(&batch, from: port, context)
  }

  /// Removes rules whose time is over, or goes on clearing up after an update.
  public func timerFired(_ token: UInt64) {
    switch TimerToken(rawValue: token) {
    case .timeouts: expireRules()
    case .clearing: clearUp()
    case nil: break
    }
  }

  /// Forgets the stations of a port whose link was changed; they matter to the action `normal`.
  public func forgetStations(at port: Int) { pipeline.stations.forget(port: port) }

  /// What a timer of the switch is for.
  enum TimerToken: UInt64 {
    case timeouts
    case clearing
  }
}
