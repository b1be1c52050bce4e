public import Buffers
public import Dataplane
public import Wire

/// A switch that learns where stations are.
///
/// A frame for a known station leaves by that station's port alone; a frame for an unknown station or a group leaves
/// by all ports but its own. Where the ports have VLANs, all of this happens within the frame's VLAN, and tags are put
/// on and taken off as each port has it.
///
/// - Ports: any number. Without `ports:` in the file the switch does not look at tags and passes them as they are;
///   with it, a port that is not named is an access port of VLAN 1.
/// - Drops: `sameAsIngress` (the station is on the port the frame came by), `reservedGroup` (01:80:c2:00:00:00 to -0f,
///   unless allowed), `vlanNotAllowed`, `malformed` (shorter than a header), `noBuffers` (a tag could not be written),
///   `portNotConnected` (no other port to flood to).
/// - Standard: IEEE 802.1Q-2018, clause 8 (forwarding, learning, ageing; 300 s is table 8-6's default).
///
/// ```yaml
/// nodes:
///   sw1: { kind: switch, ports: { eth1: { access: 10 }, eth2: { trunk: [10, 20], native: 1 } } }
/// ```
///
/// See also: `Hub`, which learns nothing.
public actor LearningSwitch: Element {
  /// What can be set.
  public struct Configuration: Sendable {
    /// How long a station is remembered without being seen.
    public var ageing = Duration.seconds(300)
    /// The most stations that are remembered; more are flooded.
    public var stationsMax = 16_384
    /// VLANs of the ports, by port number; `nil` for a switch that does not look at tags.
    public var vlans: [PortVLANs]?
    /// Reserved group addresses 01:80:c2:00:00:0x that pass all the same: bit x is set.
    public var reservedGroupsPassed: UInt16 = 0

    /// The defaults.
    public init() {}
  }

  /// The way to the switch's ports.
  public nonisolated let context: ElementContext
  @safe @exclusivity(unchecked) private var forwarding: SwitchForwarding

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes a switch with the ports of `context`.
  public init(context: ElementContext, configuration: Configuration = Configuration()) {
    self.context = context
    forwarding = SwitchForwarding(configuration: configuration, portCount: context.portCount)
  }

  /// Learns the source of every frame, and sends it where its destination is.
  public func receive(_ batch: inout PacketBatch, on port: Int) { forwarding.forward(&batch, from: port, context) }

  /// Takes back the slots of aged stations.
  public func timerFired(_ token: UInt64) { forwarding.sweep(context) }

  /// Forgets the stations of a port whose link was changed.
  public func forget(port: Int) { forwarding.table.forget(port: port) }

  /// Where each station is, ordered by VLAN and address.
  public func stations() -> [(vlan: UInt16, address: MACAddress, port: Int, age: Nanoseconds)] {
    forwarding.table.entries(now: context.now)
  }
}
