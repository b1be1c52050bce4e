/// Keys of a host.
enum HostKeys {
  static let address = SchemaKey(
    "address", .oneOrMany(.text(.interfaceAddress)),
    "Addresses of the interface of the host's first link, each with the length of its subnet.",
    example: "10.1.0.10/24")
  static let gateway = SchemaKey(
    "gateway", .oneOrMany(.text(.address)), "Default gateways, at most one IPv4 and one IPv6.", example: "10.1.0.1")
  static let listen = SchemaKey(
    "listen", .oneOrMany(.text(.listen)), "Ports on which the host answers by itself.", example: "[tcp/80, udp/53]")
  static let exec = SchemaKey(
    "exec", .oneOrMany(.text(.any)), "Command lines that run in the host once it is up, in order.",
    example: "[\"ip addr add 10.1.0.10/24 dev eth1\"]", merging: .join)
  static let env = SchemaKey(
    "env", .map(.value), "Variables of every program of the host.", example: "{ LANG: C }", merging: .byKey)
  static let sysctls = SchemaKey(
    "sysctls", .map(.value), "Kernel settings of the host's network namespace.",
    example: "{ net.ipv4.ip_forward: 1 }", merging: .byKey)
  static let files = SchemaKey(
    "files", .map(.either(.text(.any), .object(HostFileKeys.object))),
    "Files that the host sees and the machine does not, by path: another file's path, or a mapping.",
    example: "{ /etc/motd: { content: hello } }", merging: .byKey)
  static let binds = SchemaKey(
    "binds", .oneOrMany(.text(.bind)), "Files and folders of the machine that the host sees at another place.",
    example: "[\"site:/var/www:ro\"]", merging: .join)
  static let dns = SchemaKey(
    "dns", .either(.oneOrMany(.text(.address)), .object(DNSKeys.object)),
    "Resolvers for names that are not the lab's own.", example: "10.1.0.53")

  static let object = NodeKeys.object(
    .host, "a host", "A network namespace with programs in it; an embedded host in simulation.",
    [
      address, gateway, RouteKeys.routes, InterfaceKeys.mac, InterfaceKeys.mtu, InterfaceKeys.interfaces, listen, exec,
      env, sysctls, files, binds, dns,
    ])
}

/// Keys of a host's file.
enum HostFileKeys {
  static let content = SchemaKey("content", .text(.any), "The file's text.", example: "hello")
  static let source = SchemaKey(
    "source", .text(.any), "A file, relative to the topology file.", example: "site/index.html")

  static let object = SchemaObject("host-file", "a file", "A file that a host sees.", [content, source])
}

/// Keys of a host's `dns`.
enum DNSKeys {
  static let servers = SchemaKey("servers", .oneOrMany(.text(.address)), "Resolvers.", example: "[10.1.0.53]")
  static let search = SchemaKey("search", .oneOrMany(.text(.any)), "Search domains.", example: "[example.net]")

  static let object = SchemaObject(
    "dns", "dns settings", "How a host finds names that are not the lab's own.", [servers, search, .ignored("options")])
}
