public import FlowSwitching
public import Topology

/// What a lab is to be: the file's nodes and links, and its flows compiled to rules.
public struct LabTarget: Sendable {
  /// Nodes, links, captures.
  public internal(set) var lab: ResolvedLab
  /// The rules of every flow switch, by its name.
  public let rules: [String: [FlowRule]]
  /// The text that it was read from.
  public let source: SourceText

  /// The same lab with a capture of every port into one file.
  public func capturingEverything(into file: String) -> LabTarget {
    var target = self
    target.lab.captures.append(CaptureSpec(ports: [PortPattern(node: nil, interface: nil)], file: file))
    return target
  }
}
