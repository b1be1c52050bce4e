import Wire

extension FileDecoder {
  /// Reads a host's keys.
  mutating func host(_ fields: Fields, _ node: inout NodeSpec) -> HostSpec {
    node.interfaces = interfaces(fields)
    node.plain.addresses = interfaceAddresses(value(HostKeys.address, fields), HostKeys.address)
    if let value = value(InterfaceKeys.mac, fields) { node.plain.mac = mac(value, InterfaceKeys.mac) }
    if let value = value(InterfaceKeys.mtu, fields) { node.plain.mtu = mtu(value) }
    var host = HostSpec()
    host.gateways = gateways(fields)
    host.routes = routes(fields)
    host.listen = texts(value(HostKeys.listen, fields), HostKeys.listen).compactMap { listenPort($0) }
    host.settings.exec = texts(value(HostKeys.exec, fields), HostKeys.exec).map(\.value)
    host.settings.env = environment(fields)
    host.settings.sysctls = sysctls(fields)
    host.settings.files = hostFiles(fields)
    host.settings.binds = texts(value(HostKeys.binds, fields), HostKeys.binds).compactMap { bind($0) }
    resolvers(fields, &host.settings)
    return host
  }

  private mutating func gateways(_ fields: Fields) -> [Marked<IPAddress>] {
    var gateways: [Marked<IPAddress>] = []
    for item in oneOrMany(value(HostKeys.gateway, fields), HostKeys.gateway) {
      guard let gateway = address(item, HostKeys.gateway) else { continue }
      let version = gateway.value.version
      if gateways.contains(where: { $0.value.version == version }) {
        report.error(
          "two-gateways", "a second IPv\(version.rawValue) gateway", at: gateway.mark,
          hint: "a host has at most one of each version; use 'routes' for others")
      } else {
        gateways.append(gateway)
      }
    }
    return gateways
  }

  private mutating func listenPort(_ text: Marked<String>) -> Marked<ListenPort>? {
    let parts = text.value.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, let transport = Transport(rawValue: String(parts[0])), let port = UInt16(parts[1]), port > 0 {
      return Marked(ListenPort(transport, port), mark: text.mark)
    }
    let hint: String
    if parts.count == 2, Transport(rawValue: String(parts[0])) != nil {
      hint = "a port is 1 to 65535"
    } else if parts.count == 2, Transport(rawValue: String(parts[1])) != nil {
      hint = "the protocol comes first, as \(parts[1])/\(parts[0])"
    } else if UInt16(text.value) != nil {
      hint = "add the protocol, as tcp/\(text.value)"
    } else {
      hint = "for example tcp/80 or udp/53"
    }
    report.error("bad-listen", "'\(text.value)' is not a port to listen on", at: text.mark, hint: hint)
    return nil
  }

  private mutating func environment(_ fields: Fields) -> [Setting] {
    settings(value(HostKeys.env, fields), HostKeys.env).compactMap { setting in
      if setting.value.name.isEmpty || setting.value.name.contains("=") {
        report.error("bad-value", "'\(setting.value.name)' cannot be a variable's name", at: setting.mark)
        return nil
      }
      return setting.value
    }
  }

  private mutating func sysctls(_ fields: Fields) -> [Setting] {
    settings(value(HostKeys.sysctls, fields), HostKeys.sysctls).compactMap { setting in
      let parts = setting.value.name.split(whereSeparator: { $0 == "." || $0 == "/" })
      guard parts.first == "net", parts.count > 1, !setting.value.name.contains("..") else {
        report.warning(
          "not-used", "'\(setting.value.name)' is not a setting of a network namespace, and is left out",
          at: setting.mark, hint: "settings of a host begin with 'net.'")
        return nil
      }
      return setting.value
    }
  }

  private mutating func resolvers(_ fields: Fields, _ settings: inout HostSettings) {
    guard let value = value(HostKeys.dns, fields) else { return }
    guard value.entries != nil else {
      settings.resolvers = oneOrMany(value, HostKeys.dns).compactMap { address($0, HostKeys.dns)?.value }
      return
    }
    guard let fields = self.fields(value, DNSKeys.object, of: "'dns'") else { return }
    let servers = oneOrMany(self.value(DNSKeys.servers, fields), DNSKeys.servers)
    settings.resolvers = servers.compactMap { address($0, DNSKeys.servers)?.value }
    settings.searchDomains = texts(self.value(DNSKeys.search, fields), DNSKeys.search).map(\.value)
  }
}
