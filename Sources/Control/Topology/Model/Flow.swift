/// The flows that the file has for one flow switch.
public struct FlowList: Hashable, Sendable {
  /// The flow switch's name.
  public var node: String
  /// Its flows, in the order of the file.
  public var flows: [FlowSpec]

  /// Makes a list.
  public init(node: String, flows: [FlowSpec]) {
    self.node = node
    self.flows = flows
  }
}

/// One flow as the file has it, to be compiled by the controller.
public struct FlowSpec: Hashable, Sendable {
  /// The two notations of a flow.
  public enum Source: Hashable, Sendable {
    /// Open vSwitch's notation, as `priority=100,tcp,tp_dst=80,actions=output:2`.
    case text(String)
    /// A mapping with `match`, `actions`, `priority` and so on; always a ``RawValue/Content/mapping(_:)``.
    case mapping(RawValue)
  }

  /// The flow itself.
  public var source: Source
  /// Where it is written. For text: its first character, so that ``SourceMark/part(offset:length:)`` points into it.
  /// It does not take part in equality.
  public var mark: SourceMark

  /// Makes a flow.
  public init(_ source: Source, mark: SourceMark = .start) {
    self.source = source
    self.mark = mark
  }

  /// Compares the flows, not where they are written.
  public static func == (left: FlowSpec, right: FlowSpec) -> Bool { left.source == right.source }

  /// Hashes the flow, not where it is written.
  public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

extension FlowSpec: CustomStringConvertible {
  /// The flow on one line.
  public var description: String {
    switch source {
    case .text(let text): text
    case .mapping(let value): value.description
    }
  }
}
