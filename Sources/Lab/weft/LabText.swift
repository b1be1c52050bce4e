import Lab
import Topology
import Wire

/// A lab in words.
enum LabText {
  /// A line for each node: kind, ports, addresses, and where its links lead.
  static func overview(_ lab: ResolvedLab) -> String {
    var rows = [["NODE", "KIND", "PORT", "ADDRESS", "LINKED TO"]]
    for node in lab.nodes {
      var name = node.name
      var kind = node.kind.rawValue
      for interface in node.interfaces {
        let peer = lab.peer(of: Endpoint(node: node.name, interface: interface.name))
        rows.append([
          name, kind, interface.name, interface.addresses.map(\.description).joined(separator: " "),
          peer?.description ?? "-",
        ])
        (name, kind) = ("", "")
      }
      if node.interfaces.isEmpty { rows.append([name, kind, "-", "", "-"]) }
    }
    return Terminal.table(rows)
  }

  /// A duration in seconds, with two decimals.
  static func seconds(_ duration: Duration) -> String {
    let hundredths = Int(duration / .milliseconds(10))
    return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
  }
}
