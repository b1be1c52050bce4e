/// Keys of a learning switch.
enum SwitchKeys {
  static let ports = SchemaKey(
    "ports", .map(.object(SwitchPortKeys.object)),
    "VLANs of ports, by interface. With one or more, the switch looks at VLAN tags, and a port without settings is an access port of VLAN 1; with none it passes every frame as it is.",
    example: "{ eth1: { access: 10 }, eth2: { trunk: [10, 20] } }", merging: .byKey)
  static let ageing = SchemaKey(
    "ageing", .text(.duration), "How long a station is remembered that sends nothing.", default: "300s", example: "300s"
  )
  static let spanningTree = SchemaKey(
    "spanning-tree", .text(.any), "The spanning tree protocol to run.", example: "rstp", use: .unsupported)

  static let object = NodeKeys.object(
    .learningSwitch, "a switch", "Learns which port leads to which station.", [ports, ageing, spanningTree])
}

/// Keys of a learning switch's port.
enum SwitchPortKeys {
  static let access = SchemaKey(
    "access", .integer(1...4094), "The VLAN of the port's frames, which carry no tag.", example: "10")
  static let trunk = SchemaKey(
    "trunk", .list(.integer(1...4094)), "VLANs whose tagged frames pass the port.", example: "[10, 20]")
  static let native = SchemaKey(
    "native", .integer(1...4094), "The VLAN of a trunk's untagged frames.", default: "they are dropped", example: "1")

  static let object = SchemaObject(
    "switch-port", "a switch's port", "What a port takes and gives: `access`, or `trunk`.", [access, trunk, native])
}

/// Keys of a flow switch.
enum FlowSwitchKeys {
  static let controller = SchemaKey(
    "controller", .choice(["lab"]), "Who decides the flow table: the lab, from `flows`.", default: "lab", example: "lab"
  )
  static let ports = SchemaKey(
    "ports", .map(.object(FlowPortKeys.object)), "Settings of ports, by interface.", example: "{ eth1: { number: 1 } }",
    merging: .byKey)

  static let object = NodeKeys.object(
    .flowSwitch, "a flow switch", "Does with packets what its flow table says.", [controller, ports])
}

/// Keys of a flow switch's port.
enum FlowPortKeys {
  /// The largest number of a physical port (OpenFlow 1.5.1, 7.2.1.1: OFPP_MAX).
  static let numberMax = 0xffff_ff00

  static let number = SchemaKey(
    "number", .integer(1...numberMax), "The port's OpenFlow number.",
    default: "the first free one, in the order of links",
    example: "1")

  static let object = SchemaObject("flow-switch-port", "a flow switch's port", "Settings of a port.", [number])
}

/// Keys of a hub, which has none of its own.
enum HubKeys {
  static let object = NodeKeys.object(.hub, "a hub", "Repeats each frame to every other port.", [])
}
