import Wire

/// Which interface of a node leads to a neighbour: the one whose subnet the neighbour is in, the smallest subnet first,
/// and of equal ones that of the first interface.
struct AttachedSubnets {
  private var owners: [IPPrefix: String] = [:]
  private var lengths: [IPVersion: [Int]] = [:]

  init(_ interfaces: [ResolvedInterface]) {
    for interface in interfaces {
      for prefix in interface.addresses.map(\.prefix) where owners[prefix] == nil {
        owners[prefix] = interface.name
        if lengths[prefix.version]?.contains(prefix.length) != true {
          lengths[prefix.version, default: []].append(prefix.length)
        }
      }
    }
    for version in lengths.keys { lengths[version]?.sort(by: >) }
  }

  /// The interface that leads to `neighbour`, or `nil`.
  func interface(to neighbour: IPAddress) -> String? {
    for length in lengths[neighbour.version] ?? [] {
      if let prefix = IPPrefix(neighbour, length: length), let owner = owners[prefix] { return owner }
    }
    return nil
  }
}
