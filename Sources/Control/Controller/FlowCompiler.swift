public import FlowSwitching
public import Topology

/// The flows of a topology file as rules, one list a flow switch.
public struct CompiledFlows: Sendable {
  /// The rules of each flow switch of the lab, in the order of the file; a switch without flows has none.
  public let rules: [String: [FlowRule]]
  /// Everything there is to say about the flows, in the order of the file.
  public let diagnostics: [Diagnostic]

  /// Compiles the flows of `lab`, which was read from `source`. Any flow is accepted, and every problem reported.
  public init(_ lab: ResolvedLab, source: SourceText) {
    var rules: [String: [FlowRule]] = [:]
    var diagnostics: [Diagnostic] = []
    for node in lab.nodes where node.kind == .flowSwitch {
      var compiler = SwitchCompiler(ports: PortDirectory(node), source: source)
      for flow in lab.flows(of: node.name) { compiler.add(flow) }
      compiler.compareRules()
      rules[node.name] = compiler.rules
      diagnostics += compiler.diagnostics
    }
    self.rules = rules
    self.diagnostics = diagnostics.sorted()
  }
}

extension PortDirectory {
  /// The numbers and names of a flow switch's ports.
  public init(_ node: ResolvedNode) {
    self.init(
      node.interfaces.enumerated().compactMap { index, interface in
        PortNumber(rawValue: UInt16(clamping: interface.portNumber ?? UInt32(index + 1)))
          .map { Port(number: $0, name: interface.name) }
      })
  }
}

/// Compiles the flows of one switch.
private struct SwitchCompiler {
  /// With more rules than this, none is compared with every other to see whether it can ever be met.
  static let comparedRulesMax = 2000

  let ports: PortDirectory
  let source: SourceText
  var rules: [FlowRule] = []
  var diagnostics: [Diagnostic] = []
  private var marks: [SourceMark] = []

  init(ports: PortDirectory, source: SourceText) {
    self.ports = ports
    self.source = source
  }

  mutating func add(_ flow: FlowSpec) {
    let origin = RuleOrigin(file: source.file, line: flow.mark.line)
    var reader = FlowReader(ports: ports)
    var pieces: [SourceMark] = [flow.mark]
    switch flow.source {
    case .text(let text): reader.readFlow(text)
    case .mapping(let value): MappingFlow.read(value, into: &reader, &pieces)
    }
    let reading = reader.finish(origin: origin)
    for problem in reading.problems {
      let mark = pieces.indices.contains(problem.piece) ? pieces[problem.piece] : flow.mark
      diagnostics.append(
        source.diagnostic(
          problem.severity == .error ? .error : .warning, "bad-flow", problem.message,
          at: mark.part(offset: problem.range.lowerBound, length: problem.range.count), hint: problem.hint))
    }
    if let rule = reading.rule {
      rules.append(rule)
      marks.append(flow.mark)
    }
  }

  /// Two rules of one match and priority contradict each other; a rule that another of higher priority covers is never
  /// met.
  mutating func compareRules() {
    var seen: [RuleIdentity: SourceMark] = [:]
    for (rule, mark) in zip(rules, marks) {
      if let first = seen[rule.identity] {
        diagnostics.append(
          source.diagnostic(
            .error, "duplicate-flow", "the flow on line \(first.line) has the same match and priority", at: mark,
            hint: "give one of them another priority, or take it away"))
      } else {
        seen[rule.identity] = mark
      }
    }
    guard rules.count <= SwitchCompiler.comparedRulesMax else { return }
    for (rule, mark) in zip(rules, marks) {
      let cover = zip(rules, marks).first {
        $0.0.table == rule.table && $0.0.priority > rule.priority && $0.0.match.contains(rule.match)
          && $0.0.idleTimeout == 0 && $0.0.hardTimeout == 0
      }
      guard let cover else { continue }
      diagnostics.append(
        source.diagnostic(
          .warning, "shadowed-flow", "no packet meets this flow: the one on line \(cover.1.line) covers it", at: mark,
          hint: "give it a priority above \(cover.0.priority)"))
    }
  }
}
