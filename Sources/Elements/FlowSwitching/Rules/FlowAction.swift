/// One thing that a rule does with a packet. A list of them is carried out in order, on the packet as those before it
/// left it (OpenFlow 1.5.1, 5.6, "apply-actions"); an empty list drops the packet.
///
/// An action that changes a field does nothing to a packet without that field.
public enum FlowAction: Hashable, Sendable {
  /// Send it out of a port; not out of the one it came in by (OpenFlow 1.5.1, 7.2.6.1: that takes ``inPort``).
  case output(PortNumber)
  /// Send it back out of the port it came in by.
  case inPort
  /// Send it out of all ports but the one it came in by.
  case flood
  /// As ``flood``: the two differ only where ports are excluded from floods, which they cannot be here.
  case all
  /// Forward it as a learning switch does, within its VLAN (OpenFlow 1.5.1, 4.5, `NORMAL`).
  case normal
  /// Set the bits of `mask` of a field to those of `value`. A VLAN identifier or priority of a packet without a tag
  /// puts a tag on.
  case setField(MatchField, value: UInt128, mask: UInt128)
  /// Put an empty VLAN tag of this type, 0x8100 or 0x88a8, in front of the others.
  case pushVLAN(type: UInt16)
  /// Take the outermost VLAN tag off.
  case popVLAN
  /// Take 1 from time to live or hop limit; a packet that has 1 or 0 is dropped as `ttlExpired`.
  case decrementTTL
  /// Look the packet up in another table, do what is found there, and come back. At most
  /// ``resubmitDepthMax`` deep and ``resubmitsMax`` a packet.
  case resubmit(table: UInt8)
  /// Go on in a table of a higher number; always the last of a list (OpenFlow 1.5.1, 5.9).
  case goToTable(UInt8)

  /// Tables that can wait for one another to come back.
  public static let resubmitDepthMax = 32
  /// Resubmissions of one packet; what is beyond is not done.
  public static let resubmitsMax = 256

  /// Sets a whole field.
  public static func setField(_ field: MatchField, _ value: UInt128) -> FlowAction {
    .setField(field, value: value & field.fullMask, mask: field.fullMask)
  }

  /// True for actions that send the packet somewhere.
  public var isOutput: Bool {
    switch self {
    case .output, .inPort, .flood, .all, .normal: true
    case .setField, .pushVLAN, .popVLAN, .decrementTTL, .resubmit, .goToTable: false
    }
  }
}
