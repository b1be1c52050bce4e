/// A cable between two interfaces.
public struct ResolvedLink: Hashable, Sendable {
  /// The end that the file names first.
  public var first: Endpoint
  /// The end that the file names second.
  public var second: Endpoint

  /// Makes a link of its ends.
  public init(_ first: Endpoint, _ second: Endpoint) {
    self.first = first
    self.second = second
  }

  /// The end that is not `endpoint`; `nil` where `endpoint` is neither.
  public func other(_ endpoint: Endpoint) -> Endpoint? {
    if endpoint == first { second } else if endpoint == second { first } else { nil }
  }
}

extension ResolvedLink: CustomStringConvertible {
  /// The two ends, as `a:eth1 -- b:eth1`.
  public var description: String { "\(first) -- \(second)" }
}

/// A port of the lab: a node's name and the name of one of its interfaces.
public struct Endpoint: Hashable, Sendable {
  /// The node's name.
  public var node: String
  /// The interface's name.
  public var interface: String

  /// Makes an endpoint of its two names.
  public init(node: String, interface: String) {
    self.node = node
    self.interface = interface
  }
}

extension Endpoint: CustomStringConvertible {
  /// The two names, as `r1:eth0`.
  public var description: String { "\(node):\(interface)" }
}

extension Endpoint: Comparable {
  /// Orders by node, then by interface.
  public static func < (left: Endpoint, right: Endpoint) -> Bool {
    (left.node, left.interface) < (right.node, right.interface)
  }
}
