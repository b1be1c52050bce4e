import Wire

/// An interface's address is one that an interface can have.
enum AddressRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for node in wiring.lab.nodes where node.kind.hasAddresses {
      for (_, _, origin) in wiring.interfaces(of: node) {
        for address in origin.addresses {
          guard let problem = problem(address.value) else { continue }
          report.error(
            "bad-address", "\(address.value.address) \(problem.text)", at: address.mark, hint: problem.hint)
        }
      }
    }
    reportUseless(wiring, &report)
  }

  /// What is wrong with an address, and what would be right.
  static func problem(_ address: InterfaceAddress) -> (text: String, hint: String?)? {
    if address.address.isUnspecified { return ("is no interface's address", nil) }
    if address.address.isMulticast { return ("is a multicast address, not an interface's", nil) }
    if address.address.isLoopback { return ("is a loopback address, which every host has by itself", nil) }
    guard let own = address.address.v4, let prefix = address.prefix.v4, prefix.length <= 30 else { return nil }
    let first = IPv4Address(bits: prefix.network.bits + 1)
    let last = IPv4Address(bits: prefix.broadcast.bits - 1)
    if own == prefix.network {
      return ("is the address of the network \(prefix) itself", "its hosts have \(first) to \(last)")
    }
    if own == prefix.broadcast {
      return ("is the broadcast address of \(prefix)", "its hosts have \(first) to \(last)")
    }
    return nil
  }

  /// Addresses in a link's long form may name a node that has none.
  private static func reportUseless(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for node in wiring.lab.nodes where !node.kind.hasAddresses {
      for (endpoint, _, origin) in wiring.interfaces(of: node) {
        for address in origin.addresses {
          report.error(
            "bad-address", "\(endpoint) is a port of a \(node.kind.rawValue), which has no addresses", at: address.mark)
        }
      }
    }
  }
}

/// The interfaces of a router lead to different subnets.
enum SubnetRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for node in wiring.lab.nodes where node.kind == .router || node.kind == .nat {
      var owned: [OwnedPrefix] = []
      for (endpoint, _, origin) in wiring.interfaces(of: node) {
        for address in origin.addresses where !address.value.address.isLinkLocal {
          owned.append(OwnedPrefix(prefix: address.value.prefix, owner: endpoint, mark: address.mark))
        }
      }
      for (other, own) in OwnedPrefix.overlaps(owned, where: { $0.owner != $1.owner }) {
        report.error(
          "overlapping-subnets", "\(own.prefix) overlaps \(other.prefix) of interface '\(other.owner.interface)'",
          at: own.mark, hint: "each interface of a \(node.kind.rawValue) has a subnet of its own")
      }
    }
  }
}

/// In a broadcast domain an address belongs to one interface, and all agree about their subnet.
enum SegmentAddressRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for segment in wiring.segments {
      var owners: [IPAddress: Endpoint] = [:]
      var subnets: [IPPrefix: OwnedPrefix] = [:]
      for (endpoint, address) in addresses(of: segment, wiring) {
        if let owner = owners[address.value.address] {
          report.error(
            "duplicate-address", "\(address.value.address) is the address of \(owner) already", at: address.mark,
            hint: owner.node == endpoint.node ? nil : "'\(owner.node)' and '\(endpoint.node)' hear the same broadcasts")
        }
        owners[address.value.address] = endpoint
        let prefix = address.value.prefix
        if subnets[prefix] == nil, !prefix.isHost, AddressRule.problem(address.value) == nil {
          subnets[prefix] = OwnedPrefix(prefix: prefix, owner: endpoint, mark: address.mark)
        }
      }
      for (other, own) in OwnedPrefix.overlaps(Array(subnets.values), where: { $0.prefix != $1.prefix }) {
        report.warning(
          "subnet-mismatch", "\(own.prefix) overlaps \(other.prefix) of \(other.owner) without being the same",
          at: own.mark, hint: "interfaces that hear the same broadcasts agree about their subnet")
      }
    }
  }

  /// Addresses in the order of the file, so that the first one written is the one that is right.
  private static func addresses(
    of segment: Segment, _ wiring: Wiring
  ) -> [(endpoint: Endpoint, address: Marked<InterfaceAddress>)] {
    segment.endpoints.flatMap { endpoint in
      (wiring.origins[endpoint]?.addresses ?? []).map { (endpoint, $0) }
    }.sorted { $0.1.mark < $1.1.mark }
  }
}

/// A subnet, whose it is, and where it is written.
private struct OwnedPrefix {
  var prefix: IPPrefix
  var owner: Endpoint
  var mark: SourceMark

  /// Pairs of prefixes that overlap and fulfil a condition, the one written first in front; each prefix once with the
  /// smallest that it lies in. Prefixes are nested or apart, so one pass over them in order finds all.
  static func overlaps(
    _ all: [OwnedPrefix], where condition: (OwnedPrefix, OwnedPrefix) -> Bool
  ) -> [(earlier: OwnedPrefix, later: OwnedPrefix)] {
    var found: [(earlier: OwnedPrefix, later: OwnedPrefix)] = []
    var around: [OwnedPrefix] = []
    for item in all.sorted(by: { ($0.prefix, $0.mark) < ($1.prefix, $1.mark) }) {
      while let last = around.last, !last.prefix.contains(item.prefix) { around.removeLast() }
      if let outer = around.last(where: { condition($0, item) }) {
        found.append(outer.mark < item.mark ? (outer, item) : (item, outer))
      }
      if around.last?.prefix != item.prefix || around.last?.owner != item.owner { around.append(item) }
    }
    return found
  }
}

/// In a broadcast domain a MAC address belongs to one interface.
enum SegmentMACRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for segment in wiring.segments {
      let written = segment.endpoints.compactMap { endpoint in wiring.origins[endpoint]?.mac.map { (endpoint, $0) } }
      var owners: [MACAddress: Endpoint] = [:]
      for (endpoint, mac) in written.sorted(by: { $0.1.mark < $1.1.mark }) {
        if let owner = owners[mac.value] {
          report.error(
            "duplicate-mac", "\(mac.value) is the MAC address of \(owner) already", at: mac.mark,
            hint: "leave it out, and the interface gets one of its own")
        }
        owners[mac.value] = endpoint
      }
    }
  }
}
