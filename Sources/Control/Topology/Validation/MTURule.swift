import Wire

/// Interfaces that exchange frames agree about their size.
enum MTURule: Rule {
  /// The least that a link must carry for IPv6 (RFC 8200, 5).
  private static let leastForIPv6 = 1280

  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    checkIPv6(wiring, &report)
    var mismatched: Set<Endpoint> = []
    for link in wiring.lab.links {
      guard let first = wiring.origins[link.first]?.mtu, let second = wiring.origins[link.second]?.mtu,
        first.value != second.value
      else { continue }
      mismatched.formUnion([link.first, link.second])
      report.error(
        "mtu-mismatch", "the MTU is \(second.value) here and \(first.value) at \(link.first)", at: second.mark,
        hint: "both ends of a link have the same MTU")
    }
    var mtus: [Endpoint: Int] = [:]
    for node in wiring.lab.nodes {
      for (endpoint, interface, _) in wiring.interfaces(of: node)
      where !mismatched.contains(endpoint) && !hasCommands(node.name, wiring) {
        mtus[endpoint] = interface.mtu
      }
    }
    for segment in wiring.segments { checkSegment(segment, wiring, mtus, &report) }
  }

  private static func checkIPv6(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for node in wiring.lab.nodes {
      for (_, interface, origin) in wiring.interfaces(of: node) where interface.mtu < leastForIPv6 {
        guard let address = interface.addresses.first(where: { $0.version == .v6 }) else { continue }
        report.error(
          "bad-mtu", "an MTU of \(interface.mtu) is too small for the IPv6 address \(address)",
          at: origin.mtu?.mark ?? origin.mark, hint: "IPv6 needs at least \(leastForIPv6)")
      }
    }
  }

  /// Through switches the ends do not see one another; the smaller one just loses the larger frames.
  private static func checkSegment(
    _ segment: Segment, _ wiring: Wiring, _ mtus: [Endpoint: Int], _ report: inout DiagnosticReport
  ) {
    var first: (mtu: Int, endpoint: Endpoint)?
    for endpoint in segment.endpoints {
      guard let mtu = mtus[endpoint] else { continue }
      guard let known = first else {
        first = (mtu, endpoint)
        continue
      }
      if known.mtu != mtu, let origin = wiring.origins[endpoint] {
        report.warning(
          "mtu-mismatch", "the MTU of \(endpoint) is \(mtu), and that of \(known.endpoint) is \(known.mtu)",
          at: origin.mtu?.mark ?? origin.mark, hint: "frames larger than the smaller of the two are lost on the way")
        return
      }
    }
  }

  /// Commands of a host may set what the file does not.
  private static func hasCommands(_ node: String, _ wiring: Wiring) -> Bool {
    if case .host(let host) = wiring.nodes[node]?.role { !host.settings.exec.isEmpty } else { false }
  }
}
