public import FlowSwitching
public import Topology

/// What a lab is to be: the file's nodes and links, and its flows compiled to rules.
public struct LabTarget: Sendable {
  /// Nodes, links, captures.
  public let lab: ResolvedLab
  /// The rules of every flow switch, by its name.
  public let rules: [String: [FlowRule]]
}
