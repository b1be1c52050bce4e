import Wire

/// A route's next hop is a neighbour.
enum RouteRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for node in wiring.lab.nodes {
      guard let spec = wiring.nodes[node.name] else { continue }
      switch spec.role {
      case .host(let host): check(host.routes, of: node, spec, commands: !host.settings.exec.isEmpty, &report)
      case .router(let router): check(router.routes, of: node, spec, commands: false, &report)
      case .nat(let nat): check(nat.routes, of: node, spec, commands: false, &report)
      case .hub, .learningSwitch, .flowSwitch, .tap, .interface, nil: break
      }
    }
  }

  private static func check(
    _ routes: [RouteSpec], of node: ResolvedNode, _ spec: NodeSpec, commands: Bool, _ report: inout DiagnosticReport
  ) {
    var destinations: [IPPrefix: Int] = [:]
    for route in routes {
      if let line = destinations.updateValue(route.mark.line, forKey: route.destination.value) {
        report.error(
          "duplicate-route", "'\(node.name)' has a route to \(route.destination.value) already",
          at: route.destination.mark, hint: "the other one is on line \(line)")
      }
      if let interface = route.interface, node.interface(named: interface.value) == nil {
        if spec.isWhole {
          report.error(
            "unknown-interface", "'\(node.name)' has no interface '\(interface.value)'", at: interface.mark,
            hint: Suggestion.hint(for: interface.value, among: node.interfaces.map(\.name), what: "interfaces"))
        }
        continue
      }
      if let via = route.via { check(via, route, of: node, spec, commands: commands, &report) }
    }
  }

  private static func check(
    _ via: Marked<IPAddress>, _ route: RouteSpec, of node: ResolvedNode, _ spec: NodeSpec, commands: Bool,
    _ report: inout DiagnosticReport
  ) {
    let addresses = node.interfaces.flatMap(\.addresses)
    if addresses.contains(where: { $0.address == via.value }) {
      report.error(
        "bad-route", "the next hop \(via.value) is an address of '\(node.name)' itself", at: via.mark,
        hint: "it is the address of a neighbour")
      return
    }
    let interfaces = node.interfaces.filter { route.interface == nil || route.interface?.value == $0.name }
    let isReached = interfaces.contains { $0.addresses.contains { $0.prefix.contains(via.value) } }
    let isLinkLocal = via.value.version == .v6 && via.value.isLinkLocal
    if isLinkLocal, route.interface == nil, node.interfaces.count > 1 {
      report.error(
        "bad-route", "the next hop \(via.value) is link-local, and no interface is named", at: via.mark,
        hint: "add 'dev', as dev: \(node.interfaces.first?.name ?? "eth0")")
    } else if !isReached, !isLinkLocal, spec.isWhole, !(commands && addresses.isEmpty) {
      let subnets = interfaces.flatMap(\.addresses).map(\.prefix.description)
      report.error(
        "bad-route", "the next hop \(via.value) is in no subnet of '\(node.name)'", at: via.mark,
        hint: subnets.isEmpty ? "its interfaces have no addresses" : "its subnets: " + Suggestion.listed(subnets))
    }
  }
}
