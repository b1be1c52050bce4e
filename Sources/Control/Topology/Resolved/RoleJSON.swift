import Wire

extension NodeRole {
  /// The settings of the role, each with the key that the file has for it. What is empty is left out.
  var settings: [JSONValue.Member] {
    switch self {
    case .host(let host): host.members
    case .hub: []
    case .learningSwitch(let settings): [.init("ageing", .string(settings.ageing.text))]
    case .flowSwitch(let settings): [.init("controller", .string(settings.controller.text))]
    case .router(let router): list("routes", router.routes)
    case .nat(let nat): nat.members
    case .tap(let device), .interface(let device): [.init("device", .string(device.device))]
    }
  }
}

extension FlowController {
  var text: String {
    switch self {
    case .lab: "lab"
    }
  }
}

extension HostSettings {
  fileprivate var members: [JSONValue.Member] {
    list("gateway", gateways) + list("routes", routes) + list("listen", listen) + list("exec", exec)
      + mapping("env", env) + mapping("sysctls", sysctls)
      + (files.isEmpty ? [] : [.init("files", .object(files.map { .init($0.path, $0.json) }))])
      + list("binds", binds) + list("dns", resolvers) + list("search", searchDomains)
  }

  private func mapping(_ name: String, _ settings: [Setting]) -> [JSONValue.Member] {
    settings.isEmpty ? [] : [.init(name, .object(settings.map { .init($0.name, .string($0.value)) }))]
  }
}

extension HostFile {
  fileprivate var json: JSONValue {
    switch source {
    case .content(let text): ["content": .string(text)]
    case .path(let path): ["source": .string(path)]
    }
  }
}

extension Bind: CustomStringConvertible {
  /// The bind as the file writes it.
  public var description: String { "\(source):\(target)\(isReadOnly ? ":ro" : "")" }
}

extension NATSettings {
  fileprivate var members: [JSONValue.Member] {
    list("inside", inside) + [.init("outside", .string(outside))] + list("routes", routes)
      + [
        .init("mapping", .string(mapping.rawValue)), .init("filtering", .string(filtering.rawValue)),
        .init("hairpin", .boolean(hairpin)),
        .init(
          "timeouts",
          [
            "udp": .string(timeouts.udp.text), "tcp": .string(timeouts.tcp.text), "icmp": .string(timeouts.icmp.text),
          ]),
      ] + list("forward", forwards) + list("pool", pool)
  }
}

extension PortForward: CustomStringConvertible {
  /// The forward on one line, as `tcp/8080 to 10.1.0.10:80`.
  public var description: String {
    let host = address.version == .v6 ? "[\(address)]" : "\(address)"
    return "\(transport.rawValue)/\(port) to \(host):\(targetPort)"
  }
}

extension Route: CustomStringConvertible {
  /// The route on one line, as `10.2.0.0/16 via 10.1.0.254 dev eth0`.
  public var description: String {
    "\(destination)" + (via.map { " via \($0)" } ?? "") + (interface.map { " dev \($0)" } ?? "")
  }
}

extension Duration {
  /// The duration with the largest unit that keeps it whole, from hours to nanoseconds, as the file writes it.
  var text: String {
    let (seconds, attoseconds) = components
    if attoseconds == 0 {
      if seconds % 3600 == 0, seconds != 0 { return "\(seconds / 3600)h" }
      if seconds % 60 == 0, seconds != 0 { return "\(seconds / 60)m" }
      return "\(seconds)s"
    }
    let nanoseconds = seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    if nanoseconds % 1_000_000 == 0 { return "\(nanoseconds / 1_000_000)ms" }
    if nanoseconds % 1000 == 0 { return "\(nanoseconds / 1000)us" }
    return "\(nanoseconds)ns"
  }
}

private func list(_ name: String, _ values: [some CustomStringConvertible]) -> [JSONValue.Member] {
  values.isEmpty ? [] : [.init(name, .strings(values))]
}
