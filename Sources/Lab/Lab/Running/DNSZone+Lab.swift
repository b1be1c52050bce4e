import Services
import Topology
import Wire

extension DNSZone {
  /// The names and addresses of a lab.
  init(_ lab: ResolvedLab) {
    self.init()
    for entry in lab.hostsEntries {
      for name in entry.names.compactMap({ DNSName($0) }) { add(name, entry.address) }
    }
  }
}
