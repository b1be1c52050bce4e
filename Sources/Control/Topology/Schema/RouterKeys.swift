/// Keys of a router.
enum RouterKeys {
  static let object = NodeKeys.object(
    .router, "a router", "Forwards IPv4 and IPv6 packets by address.", [InterfaceKeys.interfaces, RouteKeys.routes])
}

/// Keys of a NAT.
enum NATKeys {
  static let inside = SchemaKey(
    "inside", .oneOrMany(.text(.interfaceName)), "Interfaces behind the NAT.", example: "[eth0]", isRequired: true)
  static let outside = SchemaKey(
    "outside", .text(.interfaceName), "The interface whose address stands for those behind the NAT.", example: "eth1",
    isRequired: true)
  static let mapping = SchemaKey(
    "mapping", .choice(NATBehaviour.allCases.map(\.rawValue)),
    "When an inside port keeps its outside port (RFC 4787, 4.1).", default: "endpoint-independent",
    example: "endpoint-independent")
  static let filtering = SchemaKey(
    "filtering", .choice(NATBehaviour.allCases.map(\.rawValue)), "Who may send to an outside port (RFC 4787, 5).",
    default: "address-and-port-dependent", example: "address-dependent")
  static let hairpin = SchemaKey(
    "hairpin", .boolean, "Whether inside hosts reach each other by their outside addresses (RFC 4787, 6).",
    default: "true", example: "true")
  static let timeouts = SchemaKey(
    "timeouts", .object(TimeoutKeys.object), "How long an idle mapping lives.", example: "{ udp: 300s }",
    merging: .byKey)
  static let forward = SchemaKey(
    "forward", .list(.object(ForwardKeys.object)), "Outside ports that always lead to an inside port.",
    example: "[{ tcp: 8080, to: \"10.1.0.10:80\" }]")
  static let pool = SchemaKey(
    "pool", .oneOrMany(.text(.address)), "Outside addresses to map to.", default: "the outside interface's address",
    example: "[198.51.100.10]")

  static let object = NodeKeys.object(
    .nat, "a NAT", "A router that translates between an inside and an outside.",
    [
      inside, outside, InterfaceKeys.interfaces, RouteKeys.routes, mapping, filtering, hairpin, timeouts, forward, pool,
    ])
}

/// Keys of a NAT's `timeouts`.
enum TimeoutKeys {
  static let udp = SchemaKey("udp", .text(.duration), "For UDP.", default: "300s", example: "300s")
  static let tcp = SchemaKey(
    "tcp", .text(.duration), "For established TCP connections.", default: "7440s", example: "7440s")
  static let icmp = SchemaKey("icmp", .text(.duration), "For ICMP queries.", default: "60s", example: "60s")

  static let object = SchemaObject("nat-timeouts", "timeouts", "How long an idle mapping lives.", [udp, tcp, icmp])
}

/// Keys of a NAT's forwarded port.
enum ForwardKeys {
  static let tcp = SchemaKey("tcp", .integer(1...65_535), "The outside TCP port.", example: "8080")
  static let udp = SchemaKey("udp", .integer(1...65_535), "The outside UDP port.", example: "5353")
  static let to = SchemaKey(
    "to", .text(.socket), "The inside address and port.", example: "\"10.1.0.10:80\"", isRequired: true)

  static let object = SchemaObject(
    "forward", "a forwarded port", "An outside port, `tcp` or `udp`, that leads to an inside port.", [tcp, udp, to])
}

/// Keys of a device of the machine.
enum DeviceKeys {
  static let device = SchemaKey(
    "device", .text(.interfaceName), "The device's name in the machine's own namespace.", example: "weft0",
    isRequired: true)

  static let tap = NodeKeys.object(
    .tap, "a tap", "A TAP device in the machine's own namespace, for a virtual machine.", [device, InterfaceKeys.mtu])
  static let interface = NodeKeys.object(
    .interface, "an interface node", "An interface that the machine has already.", [device, InterfaceKeys.mtu])
}
