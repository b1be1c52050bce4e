/// Keys that every kind of node has.
enum NodeKeys {
  static let kind = SchemaKey(
    "kind", .choice(NodeKind.names),
    "What the node is. `linux` is another name of `host`, and `bridge` of `switch`. Unlike containerlab's, a `host` is a host of the lab and a `bridge` a switch of the lab: neither touches the machine.",
    example: "host")
  static let group = SchemaKey(
    "group", .text(.any), "A group of `groups` whose keys the node shares.", example: "servers")

  static let common = [kind, group]

  /// Keys of containerlab's nodes that have no effect here.
  static let ignoredNames = [
    "image", "image-pull-policy", "restart-policy", "license", "type", "startup-config", "startup-delay",
    "enforce-startup-config", "suppress-startup-config", "auto-remove", "volumes", "ports", "credentials", "user",
    "hostname", "entrypoint", "cmd", "labels", "runtime", "mgmt-ipv4", "mgmt-ipv6", "mgmt_ipv4", "mgmt_ipv6",
    "network-mode", "link-apply-mode", "cpu", "cpu-set", "memory", "extras", "config", "stages", "certificate",
    "healthcheck", "components", "aliases", "shm-size", "cap-add", "privileged", "cgroupns-mode", "cgroup-parent",
    "pid-mode", "tmpfs", "security-opts", "devices", "env-files", "publish", "position", "wait-for",
  ]

  /// The keys of a kind: its own, those of every kind, and those that have no effect.
  static func object(_ kind: NodeKind, _ what: String, _ text: String, _ own: [SchemaKey]) -> SchemaObject {
    let known = Set((common + own).map(\.name))
    let ignored = ignoredNames.filter { !known.contains($0) }.map(SchemaKey.ignored)
    return SchemaObject(kind.rawValue, what, text, common + own + ignored)
  }
}

/// Keys of an interface of a host, router or NAT.
enum InterfaceKeys {
  static let address = SchemaKey(
    "address", .oneOrMany(.text(.interfaceAddress)), "IPv4 and IPv6 addresses, each with the length of its subnet.",
    example: "[10.1.0.1/24, \"2001:db8:1::1/64\"]")
  static let mac = SchemaKey(
    "mac", .text(.mac), "The MAC address.", default: "derived from the names of lab, node and interface",
    example: "\"02:00:00:00:00:01\"")
  static let mtu = SchemaKey(
    "mtu", .integer(68...65_535), "The largest packet, in bytes.", default: "the link's, or 1500", example: "9000")

  static let object = SchemaObject(
    "interface-settings", "an interface", "An interface of a host, router or NAT.", [address, mac, mtu])

  static let interfaces = SchemaKey(
    "interfaces", .map(.object(object)), "The node's interfaces, by name.",
    example: "{ eth1: { address: 10.1.0.1/24 } }", merging: .byKey)
}

/// Keys of a static route.
enum RouteKeys {
  static let to = SchemaKey(
    "to", .text(.prefix), "Where the route leads; `default` stands for everywhere.", example: "10.2.0.0/16",
    isRequired: true)
  static let via = SchemaKey("via", .text(.address), "The next hop.", default: "on the link", example: "10.1.0.254")
  static let dev = SchemaKey(
    "dev", .text(.interfaceName), "The interface it leaves by.", default: "the one whose subnet has the next hop",
    example: "eth1")

  static let object = SchemaObject("route", "a route", "A static route.", [to, via, dev])

  static let routes = SchemaKey(
    "routes", .list(.object(object)), "Static routes besides those to attached subnets.",
    example: "[{ to: 10.2.0.0/16, via: 10.1.0.254 }]")
}
