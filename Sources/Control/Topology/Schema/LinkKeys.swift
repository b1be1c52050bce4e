/// Keys of a link.
enum LinkKeys {
  static let endpoints = SchemaKey(
    "endpoints", .list(.either(.text(.endpoint), .object(LinkEndKeys.object))), "The two interfaces that are joined.",
    example: "[\"h1:eth1\", \"h2:eth1\"]", isRequired: true)
  static let type = SchemaKey(
    "type", .choice(["veth"]), "What the link is made of; a plain link needs no type.", default: "veth", example: "veth"
  )
  static let mtu = SchemaKey(
    "mtu", .integer(68...65_535), "The MTU of both ends, in bytes.", default: "1500", example: "9000")
  static let ipv4 = SchemaKey(
    "ipv4", .list(.text(.interfaceAddress)), "IPv4 addresses of the two ends, in their order.",
    example: "[10.0.0.1/30, 10.0.0.2/30]")
  static let ipv6 = SchemaKey(
    "ipv6", .list(.text(.interfaceAddress)), "IPv6 addresses of the two ends, in their order.",
    example: "[\"fd00::1/64\", \"fd00::2/64\"]")

  static let schedule = SchemaKey(
    "schedule", .either(.list(.object(LinkStepKeys.object)), .object(LinkScheduleKeys.object)),
    "How the conditions change over time: steps in the order of time, or a mapping that has them begin anew.",
    example: "[{ at: 10s, delay: 200ms }, { at: 20s, delay: 20ms }]")

  static let object = SchemaObject(
    "link", "a link", "A cable between two interfaces.",
    [endpoints, type, mtu, ipv4, ipv6] + ConditionKeys.all + [ConditionKeys.from, schedule]
      + ["vars", "labels"].map(SchemaKey.ignored))
}

/// Keys of a link's end in the long form.
enum LinkEndKeys {
  static let node = SchemaKey("node", .text(.any), "The node's name.", example: "h1", isRequired: true)
  static let interface = SchemaKey(
    "interface", .text(.interfaceName), "The interface's name.", example: "eth1", isRequired: true)
  static let mac = SchemaKey("mac", .text(.mac), "The interface's MAC address.", example: "\"02:00:00:00:00:01\"")
  static let ipv4 = SchemaKey(
    "ipv4", .text(.interfaceAddress), "An IPv4 address of the interface.", example: "10.0.0.1/30")
  static let ipv6 = SchemaKey(
    "ipv6", .text(.interfaceAddress), "An IPv6 address of the interface.", example: "\"fd00::1/64\"")

  static let object = SchemaObject(
    "link-end", "an end of a link", "One end of a link, in the long form.",
    [node, interface, mac, ipv4, ipv6, .ignored("vars")])
}
