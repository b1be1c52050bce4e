/// An action as it was read, to be checked once the whole match is known.
struct ActionStep {
  /// The action.
  var action: FlowAction
  /// What a packet must be for it.
  var requirement: FieldRequirement
  /// Where it stands.
  var piece: FlowPiece
}

/// Words that set a field to their argument.
struct FieldSetter {
  /// The word.
  let name: String
  /// The field.
  let field: MatchField
  /// How the argument is written; ``FieldFormat/decimal`` with the field's own bound where it is a number.
  let format: FieldFormat
  /// What a packet must be.
  let requirement: FieldRequirement

  static let all: [FieldSetter] = [
    FieldSetter(name: "mod_dl_src", field: .ethernetSource, format: .mac, requirement: .none),
    FieldSetter(name: "mod_dl_dst", field: .ethernetDestination, format: .mac, requirement: .none),
    FieldSetter(name: "mod_nw_src", field: .ipv4Source, format: .ipv4, requirement: .ipv4),
    FieldSetter(name: "mod_nw_dst", field: .ipv4Destination, format: .ipv4, requirement: .ipv4),
    FieldSetter(name: "mod_nw_tos", field: .ipDSCP, format: .typeOfService, requirement: .ip),
    FieldSetter(name: "mod_nw_ecn", field: .ipECN, format: .decimal, requirement: .ip),
    FieldSetter(name: "mod_nw_ttl", field: .ipTTL, format: .decimal, requirement: .ip),
    FieldSetter(name: "mod_tp_src", field: .transportSource, format: .decimal, requirement: .tcpOrUDP),
    FieldSetter(name: "mod_tp_dst", field: .transportDestination, format: .decimal, requirement: .tcpOrUDP),
    FieldSetter(name: "mod_vlan_vid", field: .vlanID, format: .decimal, requirement: .none),
    FieldSetter(name: "mod_vlan_pcp", field: .vlanPriority, format: .decimal, requirement: .none),
  ]

  /// The bits that the argument sets.
  func read(_ argument: FlowPiece) throws(FlowProblem) -> FieldBits {
    try FieldValueReader(name: FieldName(name, field, format), ports: nil).read(argument)
  }
}

/// The words of ``FlowReader``'s actions, for hints and for what is not supported.
enum ActionWords {
  static let all =
    ["output", "in_port", "flood", "all", "normal", "drop", "set_field", "push_vlan", "pop_vlan", "strip_vlan"]
    + ["dec_ttl", "resubmit", "goto_table", "write_metadata"] + FieldSetter.all.map(\.name)

  /// Actions and instructions of Open vSwitch that cannot be done here, and what can be done instead.
  static let unsupported: [String: String?] = [
    "controller": "rules come from the file alone", "local": "a flow switch has no interface of its own",
    "load": "write set_field:value->field", "move": nil, "enqueue": nil, "set_queue": nil, "pop_queue": nil,
    "group": nil, "meter": nil, "ct": nil, "ct_clear": nil, "learn": nil, "write_actions": nil, "clear_actions": nil,
    "push": nil, "pop": nil, "push_mpls": nil, "pop_mpls": nil, "set_mpls_label": nil, "set_mpls_tc": nil,
    "set_mpls_ttl": nil, "dec_mpls_ttl": nil, "set_tunnel": nil, "set_tunnel64": nil, "multipath": nil,
    "bundle": nil, "bundle_load": nil, "note": nil, "sample": nil, "clone": nil, "exit": nil, "conjunction": nil,
    "fin_timeout": nil, "encap": nil, "decap": nil, "check_pkt_larger": nil, "delete_field": nil, "nat": nil,
  ]
}
