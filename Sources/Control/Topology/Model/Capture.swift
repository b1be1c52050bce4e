/// A capture that starts with the lab.
public struct CaptureSpec: Hashable, Sendable {
  /// The ports it records.
  public var ports: [PortPattern]
  /// libpcap's filter expression, or `nil` for everything.
  public var filter: String?
  /// The file it writes, relative to the topology file.
  public var file: String
  /// Bytes kept of each packet, 1…262144; `nil` keeps all.
  public var snapLength: Int?
  /// The format of the file.
  public var format: CaptureFormat
  /// Bytes after which the next file begins; `nil` for one file.
  public var rotateBytes: UInt64?
  /// Files kept while rotating; `nil` keeps all.
  public var rotateFiles: Int?

  /// Makes a capture.
  public init(
    ports: [PortPattern], filter: String? = nil, file: String, snapLength: Int? = nil, format: CaptureFormat = .pcapng,
    rotateBytes: UInt64? = nil, rotateFiles: Int? = nil
  ) {
    self.ports = ports
    self.filter = filter
    self.file = file
    self.snapLength = snapLength
    self.format = format
    self.rotateBytes = rotateBytes
    self.rotateFiles = rotateFiles
  }
}

/// The format of a capture file.
public enum CaptureFormat: String, Hashable, Sendable, CaseIterable {
  /// One interface block a port, nanoseconds, comments.
  case pcapng
  /// The classic format, one interface.
  case pcap
}

/// Ports of a lab, written `r1:eth0`, `r1:*` or `*:*`.
public struct PortPattern: Hashable, Sendable {
  /// A node's name, or `nil` for every node.
  public var node: String?
  /// An interface's name, or `nil` for every interface.
  public var interface: String?

  /// Makes a pattern; `nil` stands for `*`.
  public init(node: String?, interface: String?) {
    self.node = node
    self.interface = interface
  }

  /// Reads `node:interface`, where either may be `*`; a lone `node` stands for `node:*`. `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    let interface = parts.count == 2 ? parts[1] : "*"
    self.init(node: parts[0] == "*" ? nil : String(parts[0]), interface: interface == "*" ? nil : String(interface))
  }

  /// True where the pattern covers `endpoint`.
  public func matches(_ endpoint: Endpoint) -> Bool {
    (node == nil || node == endpoint.node) && (interface == nil || interface == endpoint.interface)
  }
}

extension PortPattern: CustomStringConvertible {
  /// The pattern as the file writes it.
  public var description: String { "\(node ?? "*"):\(interface ?? "*")" }
}

extension ResolvedLab {
  /// The linked ports that `pattern` covers, in the order of nodes and interfaces.
  public func endpoints(matching pattern: PortPattern) -> [Endpoint] {
    let linked = Set(links.flatMap { [$0.first, $0.second] })
    return nodes.flatMap { node in node.interfaces.map { Endpoint(node: node.name, interface: $0.name) } }
      .filter { pattern.matches($0) && linked.contains($0) }
  }
}
