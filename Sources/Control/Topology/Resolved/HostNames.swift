import Wire

/// One line of a hosts file: an address and the names that lead to it.
public struct HostsEntry: Hashable, Sendable {
  /// The address.
  public var address: IPAddress
  /// The names, the canonical one first.
  public var names: [String]

  /// Makes an entry.
  public init(address: IPAddress, names: [String]) {
    self.address = address
    self.names = names
  }
}

extension HostsEntry: CustomStringConvertible {
  /// The line, without its break (hosts(5)).
  public var description: String { "\(address)\t\(names.joined(separator: " "))" }
}

extension ResolvedLab {
  /// The names of the lab: a node's own name leads to its first address of each version, and `node-interface` to every
  /// address of that interface. In the order of the file.
  public var hostsEntries: [HostsEntry] {
    var entries: [HostsEntry] = []
    for node in nodes {
      var named: Set<IPVersion> = []
      for interface in node.interfaces {
        for address in interface.addresses {
          let isFirst = named.insert(address.version).inserted
          let names = (isFirst ? [node.name] : []) + ["\(node.name)-\(interface.name)"]
          entries.append(HostsEntry(address: address.address, names: names))
        }
      }
    }
    return entries
  }
}
