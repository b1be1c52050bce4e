import Topology
import Wire

/// The texts by which programs of a lab find each other: /etc/hosts and /etc/resolv.conf.
struct HostFiles {
  let lab: ResolvedLab

  /// /etc/hosts of the host `name`: itself, and every node of the lab that has an address. A name with several addresses
  /// has a line for each, in the order of the file.
  func hosts(of name: String) -> String {
    var text = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n"
    for entry in lab.hostsEntries { text += "\(entry.address) \(entry.names.joined(separator: " "))\n" }
    if lab.node(named: name)?.interfaces.allSatisfy(\.addresses.isEmpty) ?? true { text += "127.0.1.1 \(name)\n" }
    return text
  }

  /// /etc/resolv.conf: the resolvers that the file gives the host, or the lab's hosts that listen on port 53. Without
  /// either there is none, and names are found in /etc/hosts alone.
  func resolver(for settings: HostSettings) -> String {
    let servers = settings.resolvers.isEmpty ? nameServers : settings.resolvers
    var lines = servers.prefix(3).map { "nameserver \($0)" }
    if lines.isEmpty { lines.append("# The lab has no name server; its names are in /etc/hosts.") }
    if !settings.searchDomains.isEmpty { lines.append("search " + settings.searchDomains.joined(separator: " ")) }
    lines.append("options timeout:1 attempts:2")
    return lines.joined(separator: "\n") + "\n"
  }

  /// An address of every host that answers DNS by itself.
  private var nameServers: [IPAddress] {
    lab.nodes.compactMap { node in
      guard case .host(let settings) = node.role, settings.listen.contains(ListenPort(.udp, 53)) else { return nil }
      return node.interfaces.flatMap(\.addresses).first?.address
    }
  }
}
