import ArgumentParser

/// Ports as a person writes them: `22,80,443`.
struct PortList: ExpressibleByArgument {
  /// More ports than this are not tried.
  static let portsMax = 64

  /// The ports, each once, in the order in which they were written.
  var ports: [UInt16] = []

  init() {}

  init?(argument: String) {
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let port = UInt16(part), port > 0 else { return nil }
      if !ports.contains(port) { ports.append(port) }
    }
    guard ports.count <= PortList.portsMax else { return nil }
  }
}
