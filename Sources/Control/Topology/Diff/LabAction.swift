/// One step from a running lab to the lab of another file. A list of steps is carried out in order; it takes away before
/// it adds, and does not mention what stays as it is.
public enum LabAction: Hashable, Sendable {
  /// Takes a cable out. `vanishing` are interfaces at its ends that go with it, of nodes that stay.
  case removeLink(ResolvedLink, vanishing: [Endpoint])
  /// Takes a node away. Its links are taken out before, and its flows go with it.
  case removeNode(ResolvedNode)
  /// Adds a node with all its interfaces. Its links and flows follow.
  case addNode(ResolvedNode)
  /// Changes settings of a node that stays. The list says which; `to` has the interfaces that the node will have once all
  /// steps are done.
  case changeNode(from: ResolvedNode, to: ResolvedNode, changes: [NodeChange])
  /// Puts a cable in. `appearing` are interfaces at its ends that come with it, of nodes that were there before.
  case addLink(ResolvedLink, appearing: [PluggedInterface])
  /// Gives a link that stays other conditions, in one or both directions. Both values name its ends in one order.
  case changeLink(from: ResolvedLink, to: ResolvedLink)
  /// Replaces the flows of a flow switch, as one update.
  case replaceFlows(node: String, from: [FlowSpec], to: [FlowSpec])
  /// Ends the captures of the one list that are not in the other, and begins those that are new.
  case replaceCaptures(from: [CaptureSpec], to: [CaptureSpec])
  /// Replaces the checks.
  case replaceChecks(from: [Check], to: [Check])
}

/// An interface that comes with a link.
public struct PluggedInterface: Hashable, Sendable {
  /// The node that it belongs to.
  public var node: String
  /// The interface.
  public var interface: ResolvedInterface

  /// Makes a pair.
  public init(node: String, interface: ResolvedInterface) {
    self.node = node
    self.interface = interface
  }
}

/// One thing that changes at a node.
public enum NodeChange: Hashable, Sendable {
  /// An interface that stays gets other settings.
  case interface(from: ResolvedInterface, to: ResolvedInterface)
  /// An interface without a link appears.
  case addInterface(ResolvedInterface)
  /// An interface without a link vanishes.
  case removeInterface(ResolvedInterface)
  /// A setting of the node changes. The values are for a person; the node's role has them typed.
  case setting(key: String, from: JSONValue?, to: JSONValue?)
}
