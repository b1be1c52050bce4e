/// A device of the machine belongs to one node, which has one link.
enum DeviceRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    var owners: [String: (node: String, line: Int)] = [:]
    for node in wiring.file.nodes {
      let device: Marked<String>
      switch node.role {
      case .tap(let spec), .interface(let spec): device = spec.device
      case .host, .hub, .learningSwitch, .flowSwitch, .router, .nat, nil: continue
      }
      if let owner = owners[device.value] {
        report.error(
          "device-in-use", "device '\(device.value)' is that of '\(owner.node)' already", at: device.mark,
          hint: "the other one is on line \(owner.line)")
      } else {
        owners[device.value] = (node.name.value, device.mark.line)
      }
      checkLinks(node, wiring, &report)
    }
  }

  private static func checkLinks(_ node: NodeSpec, _ wiring: Wiring, _ report: inout DiagnosticReport) {
    guard wiring.isWhole, let resolved = wiring.resolvedNode(node.name.value) else { return }
    let interfaces = wiring.interfaces(of: resolved)
    if interfaces.isEmpty {
      report.warning(
        "unlinked-port", "'\(node.name.value)' has no link, so nothing can reach it", at: node.name.mark,
        hint: "add a link to \(node.name.value):eth0")
    }
    for extra in interfaces.dropFirst() {
      report.error(
        "bad-link", "'\(node.name.value)' is one device and has one link; this is another", at: extra.origin.mark)
    }
  }
}

/// Two ports of a flow switch have two numbers.
enum PortNumberRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for node in wiring.file.nodes {
      var owners: [UInt32: String] = [:]
      for interface in node.interfaces {
        guard let number = interface.number else { continue }
        if let owner = owners[number.value] {
          report.error("duplicate-number", "port '\(owner)' has number \(number.value) already", at: number.mark)
        } else {
          owners[number.value] = interface.name.value
        }
      }
    }
  }
}
