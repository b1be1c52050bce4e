import Wire

/// A lab that can be brought up: every name resolved, every default filled in, every interface complete.
///
/// It is made from a file by ``loadLab(_:file:references:)`` and is a plain value: two labs are equal where a running
/// lab could not tell them apart. Positions in the file do not take part in equality.
public struct ResolvedLab: Hashable, Sendable {
  /// The lab's name, part of the control socket's path: letters, digits, `-`, `_` and `.`, at most 48.
  public var name: String
  /// The nodes, in the order of the file.
  public var nodes: [ResolvedNode]
  /// The links, in the order of the file.
  public var links: [ResolvedLink]
  /// The flows of the file, one list a flow switch, in the order of the file.
  public var flows: [FlowList]
  /// The captures that start with the lab.
  public var captures: [CaptureSpec]
  /// What must hold in the lab, in the order in which it is tried.
  public var checks: [Check]
  /// What happens to the lab while it is tested, in the order of time.
  public var scenario: [ScenarioStep]
  /// How a test of the lab is bounded.
  public var test: TestSettings

  /// Makes a lab of its parts.
  public init(
    name: String, nodes: [ResolvedNode] = [], links: [ResolvedLink] = [], flows: [FlowList] = [],
    captures: [CaptureSpec] = [], checks: [Check] = [], scenario: [ScenarioStep] = [],
    test: TestSettings = TestSettings()
  ) {
    self.name = name
    self.nodes = nodes
    self.links = links
    self.flows = flows
    self.captures = captures
    self.checks = checks
    self.scenario = scenario
    self.test = test
  }

  /// The node of that name, or `nil`.
  public func node(named name: String) -> ResolvedNode? { nodes.first { $0.name == name } }

  /// The flows of the flow switch of that name; none where the file has none for it.
  public func flows(of node: String) -> [FlowSpec] { flows.first { $0.node == node }?.flows ?? [] }

  /// The links that end at the node of that name, in the order of the file.
  public func links(of node: String) -> [ResolvedLink] {
    links.filter { $0.first.node == node || $0.second.node == node }
  }

  /// The link that is plugged into `endpoint`, told from that end; `nil` where none is.
  public func link(at endpoint: Endpoint) -> ResolvedLink? {
    for link in links {
      if link.first == endpoint { return link }
      if link.second == endpoint { return link.reversed }
    }
    return nil
  }

  /// The interface at the other end of the link that is plugged into `endpoint`, or `nil` where none is.
  public func peer(of endpoint: Endpoint) -> Endpoint? {
    for link in links {
      if let other = link.other(endpoint) { return other }
    }
    return nil
  }

  /// The interface that `endpoint` names, or `nil`.
  public func interface(at endpoint: Endpoint) -> ResolvedInterface? {
    node(named: endpoint.node)?.interface(named: endpoint.interface)
  }
}
