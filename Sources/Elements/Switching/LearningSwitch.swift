public import Buffers
public import Dataplane
import Wire

/// A switch that learns where stations are.
///
/// A frame for a known station leaves by that station's port alone; a frame for an unknown station or a group leaves
/// by all ports but its own. Where the ports have VLANs, all of this happens within the frame's VLAN, and tags are put
/// on and taken off as each port has it.
///
/// - Ports: any number. Without `ports:` in the file the switch does not look at tags and passes them as they are;
///   with it, a port that is not named is an access port of VLAN 1.
/// - Drops: `sameAsIngress` (the station is on the port the frame came by), `reservedGroup` (01:80:c2:00:00:00 to -0f,
///   unless allowed), `vlanNotAllowed`, `malformed` (shorter than a header), `noBuffers` (a tag could not be written).
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
  private var state: State
  private var sweepIsSet = false

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes a switch with the ports of `context`.
  public init(context: ElementContext, configuration: Configuration = Configuration()) {
    self.context = context
    state = State(configuration: configuration)
  }

  /// Learns the source of every frame, and sends it where its destination is.
  public func receive(_ batch: inout PacketBatch, on port: Int) {
    state.forward(&batch, from: port, context)
    if !sweepIsSet && state.table.count > 0 {
      sweepIsSet = true
      context.setTimer(after: state.table.ageing, token: 0)
    }
  }

  /// Takes back the slots of aged stations.
  public func timerFired(_ token: UInt64) {
    state.table.sweep(now: context.now)
    sweepIsSet = state.table.count > 0
    if sweepIsSet { context.setTimer(after: state.table.ageing, token: 0) }
  }

  /// Forgets the stations of a port whose link was changed.
  public func forget(port: Int) { state.table.forget(port: port) }

  /// Where each station is, ordered by VLAN and address.
  public func stations() -> [(vlan: UInt16, address: MACAddress, port: Int, age: Nanoseconds)] {
    state.table.entries(now: context.now)
  }
}

/// The switch as a plain value: everything but the executor.
private struct State: ~Copyable {
  var table: MACTable
  let vlans: [PortVLANs]?
  let reservedGroupsPassed: UInt16

  init(configuration: LearningSwitch.Configuration) {
    table = MACTable(countMax: configuration.stationsMax, ageing: Nanoseconds(configuration.ageing))
    vlans = configuration.vlans
    reservedGroupsPassed = configuration.reservedGroupsPassed
  }

  mutating func forward(_ batch: inout PacketBatch, from ingress: Int, _ context: ElementContext) {
    let now = context.now
    while let packet = batch.popFirst() {
      guard let (source, destination) = State.addresses(of: packet) else {
        context.drop(packet, .malformed)
        continue
      }
      if destination.isLinkLocalGroup, reservedGroupsPassed & (1 << UInt16(destination.bits & 15)) == 0 {
        context.drop(packet, .reservedGroup)
      } else if let vlans {
        forward(packet, source, destination, from: ingress, vlans, context)
      } else {
        table.learn(source, vlan: 0, port: ingress, now: now)
        if let egress = destination.isGroup ? nil : table.port(of: destination, vlan: 0, now: now) {
          if egress == ingress { context.drop(packet, .sameAsIngress) } else { context.emit(packet, to: egress) }
        } else {
          context.note(packet, destination.isGroup ? "group address: flood" : "unknown station: flood")
          context.flood(packet, from: ingress)
        }
      }
    }
  }

  @inline(__always)
  private static func addresses(of packet: borrowing Packet) -> (source: MACAddress, destination: MACAddress)? {
    guard let frame = EthernetView(packet.bytes) else { return nil }
    return (frame.source, frame.destination)
  }

  /// Forwards within the frame's VLAN.
  private mutating func forward(
    _ packet: consuming Packet, _ source: MACAddress, _ destination: MACAddress, from ingress: Int,
    _ vlans: [PortVLANs], _ context: ElementContext
  ) {
    let tag = VLANTagging.tag(of: packet)
    guard ingress < vlans.count, let vlan = VLANTagging.vlan(tag, arrivingAt: vlans[ingress]) else {
      return context.drop(packet, .vlanNotAllowed)
    }
    let now = context.now
    table.learn(source, vlan: vlan, port: ingress, now: now)
    if let egress = destination.isGroup ? nil : table.port(of: destination, vlan: vlan, now: now) {
      context.note(packet, "VLAN \(vlan): \(destination) is at \(context.portNames[egress])")
      if egress == ingress { return context.drop(packet, .sameAsIngress) }
      return VLANTagging.emit(packet, tag, vlan, to: egress, vlans[egress], context)
    }
    context.note(packet, "VLAN \(vlan): \(destination.isGroup ? "group address" : "unknown station"): flood")
    var previous = -1
    for port in 0..<context.portCount
    where port != ingress && context.isConnected(port) && vlans[port].carries(vlan) {
      if previous >= 0 { VLANTagging.emit(packet.clone(), tag, vlan, to: previous, vlans[previous], context) }
      previous = port
    }
    if previous < 0 { return context.drop(packet, .portNotConnected) }
    VLANTagging.emit(packet, tag, vlan, to: previous, vlans[previous], context)
  }
}
