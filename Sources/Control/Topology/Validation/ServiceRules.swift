import Wire

/// A host listens on a port once.
enum ListenRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for node in wiring.file.nodes {
      guard case .host(let host) = node.role else { continue }
      var seen: Set<ListenPort> = []
      for port in host.listen where !seen.insert(port.value).inserted {
        report.error("duplicate-listen", "'\(node.name.value)' listens on \(port.value) already", at: port.mark)
      }
    }
  }
}

/// A NAT has an inside, an outside, and an address there.
enum NATRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for node in wiring.lab.nodes {
      guard let spec = wiring.nodes[node.name], case .nat(let nat) = spec.role else { continue }
      checkInterfaces(nat, of: node, spec, wiring, &report)
      checkForwards(nat, &report)
    }
  }

  private static func checkInterfaces(
    _ nat: NATSpec, of node: ResolvedNode, _ spec: NodeSpec, _ wiring: Wiring, _ report: inout DiagnosticReport
  ) {
    let names = node.interfaces.map(\.name)
    for interface in nat.inside + (nat.outside.map { [$0] } ?? []) {
      guard let resolved = node.interface(named: interface.value) else {
        guard wiring.isWhole else { continue }
        report.error(
          "unknown-interface", "'\(node.name)' has no interface '\(interface.value)'", at: interface.mark,
          hint: Suggestion.hint(for: interface.value, among: names, what: "interfaces") ?? "add a link to it")
        continue
      }
      if resolved.addresses.isEmpty, spec.isWhole {
        report.error(
          "missing-address", "interface '\(interface.value)' of '\(node.name)' has no address", at: interface.mark,
          hint: "add it, as interfaces: { \(interface.value): { address: 10.1.0.1/24 } }")
      }
    }
    guard let outside = nat.outside else { return }
    if nat.inside.contains(outside) {
      report.error(
        "bad-nat", "interface '\(outside.value)' cannot be both inside and outside", at: outside.mark,
        hint: names.count > 1 ? "interfaces: " + Suggestion.listed(names) : nil)
    }
    for address in nat.pool
    where node.interface(named: outside.value)?.addresses.contains(where: { $0.version == address.value.version })
      == false
    {
      report.error(
        "bad-nat", "the outside interface '\(outside.value)' has no IPv\(address.value.version.rawValue) address",
        at: address.mark, hint: "the addresses of a pool are of the same version as the interface's")
    }
  }

  private static func checkForwards(_ nat: NATSpec, _ report: inout DiagnosticReport) {
    var seen: [ListenPort: Int] = [:]
    for forward in nat.forwards {
      let port = ListenPort(forward.value.transport, forward.value.port)
      if let line = seen.updateValue(forward.mark.line, forKey: port) {
        report.error(
          "bad-forward", "\(port) is forwarded already", at: forward.mark, hint: "the other one is on line \(line)")
      }
    }
  }
}

/// Flows are for flow switches.
enum FlowRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    let flowSwitches = wiring.lab.nodes.filter { $0.kind == .flowSwitch }.map(\.name)
    for list in wiring.file.flows {
      guard let node = wiring.nodes[list.node.value] else {
        report.error(
          "unknown-node", "there is no node '\(list.node.value)'", at: list.node.mark,
          hint: Suggestion.hint(for: list.node.value, among: flowSwitches, what: "flow switches")
            ?? "the lab has no node of kind 'flow-switch'")
        continue
      }
      guard let kind = node.role?.kind, kind != .flowSwitch else { continue }
      report.error(
        "not-a-flow-switch", "'\(list.node.value)' is a \(kind.rawValue), and flows are for a flow-switch",
        at: list.node.mark,
        hint: flowSwitches.isEmpty
          ? "make it a node of kind 'flow-switch'" : "flow switches: " + Suggestion.listed(flowSwitches))
    }
  }
}

/// A capture records ports that exist, to a file of its own.
enum CaptureRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    var files: [String: Int] = [:]
    for capture in wiring.file.captures {
      for port in capture.ports { check(port, wiring, &report) }
      if let line = files.updateValue(capture.file.mark.line, forKey: capture.file.value) {
        report.error(
          "file-in-use", "another capture writes '\(capture.file.value)' already", at: capture.file.mark,
          hint: "the other one is on line \(line)")
      }
    }
  }

  private static func check(_ port: Marked<PortPattern>, _ wiring: Wiring, _ report: inout DiagnosticReport) {
    if let name = port.value.node, wiring.nodes[name] == nil {
      report.error(
        "unknown-node", "there is no node '\(name)'", at: port.mark,
        hint: Suggestion.hint(for: name, among: wiring.nodeNames, what: "nodes"))
      return
    }
    guard wiring.isWhole, wiring.lab.endpoints(matching: port.value).isEmpty else { return }
    let linked = PortPattern(node: port.value.node, interface: nil)
    let names = wiring.lab.endpoints(matching: linked).map(\.interface)
    let interface = port.value.interface
    report.error(
      "unknown-port", "'\(port.value)' names no port that has a link", at: port.mark,
      hint: interface.flatMap { Suggestion.hint(for: $0, among: names, what: "ports") })
  }
}
