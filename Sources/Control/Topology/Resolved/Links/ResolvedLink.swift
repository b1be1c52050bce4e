/// A cable between two interfaces.
public struct ResolvedLink: Hashable, Sendable {
  /// The end that the file names first.
  public var first: Endpoint
  /// The end that the file names second.
  public var second: Endpoint
  /// What happens to packets from ``first`` to ``second``.
  public var forward: LinkConditions
  /// What happens to packets from ``second`` to ``first``.
  public var backward: LinkConditions
  /// How that changes over time by itself; `nil` where it does not.
  public var schedule: LinkSchedule?

  /// Makes a link of its ends; a plain cable where no conditions are given.
  public init(
    _ first: Endpoint, _ second: Endpoint, forward: LinkConditions = .none, backward: LinkConditions = .none,
    schedule: LinkSchedule? = nil
  ) {
    self.first = first
    self.second = second
    self.forward = forward
    self.backward = backward
    self.schedule = schedule
  }

  /// Which link it is, whatever its conditions and whichever end is named first.
  public var ends: LinkEnds { LinkEnds(first, second) }

  /// The same link, told from the other end.
  public var reversed: ResolvedLink {
    ResolvedLink(second, first, forward: backward, backward: forward, schedule: schedule?.reversed)
  }

  /// The end that is not `endpoint`; `nil` where `endpoint` is neither.
  public func other(_ endpoint: Endpoint) -> Endpoint? {
    if endpoint == first { second } else if endpoint == second { first } else { nil }
  }

  /// What happens to packets that enter the link at `endpoint`; `nil` where it is neither end.
  public func conditions(from endpoint: Endpoint) -> LinkConditions? {
    if endpoint == first { forward } else if endpoint == second { backward } else { nil }
  }
}

extension ResolvedLink: CustomStringConvertible {
  /// The two ends, as `a:eth1 -- b:eth1`.
  public var description: String { "\(first) -- \(second)" }
}

/// Which link of a lab: its two ends, in no order. Two links are the same cable where these are equal, whatever their
/// conditions are.
public struct LinkEnds: Hashable, Sendable {
  /// The end that sorts first.
  public let low: Endpoint
  /// The end that sorts last.
  public let high: Endpoint

  /// Makes an identity of two ends, in any order.
  public init(_ one: Endpoint, _ other: Endpoint) {
    low = min(one, other)
    high = max(one, other)
  }

  /// True for either end.
  public func contains(_ endpoint: Endpoint) -> Bool { endpoint == low || endpoint == high }
}

extension LinkEnds: Comparable {
  /// Orders by the ends.
  public static func < (left: LinkEnds, right: LinkEnds) -> Bool {
    (left.low, left.high) < (right.low, right.high)
  }
}

extension LinkEnds: CustomStringConvertible {
  /// The two ends, as `a:eth1 -- b:eth1`.
  public var description: String { "\(low) -- \(high)" }
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
