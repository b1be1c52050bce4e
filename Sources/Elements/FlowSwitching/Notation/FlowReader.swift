/// Reads flows in the notation of Open vSwitch (ovs-ofctl(8), ovs-fields(7), ovs-actions(7)).
///
/// ```
/// [table=N,][priority=N,][cookie=N,][idle_timeout=S,][hard_timeout=S,] field=value[/mask],… actions=action,…
/// ```
///
/// A whole flow is one text; a flow that comes in parts (a mapping of the file) is read part by part, each with a
/// number by which problems refer to it. Any text can be given, and every problem is reported, not the first alone.
/// It is stricter than Open vSwitch where that accepts what cannot be meant: a port without a protocol, a VLAN of 5000,
/// `tcp` and `ipv6` at once.
///
/// ```swift
/// var reader = FlowReader(ports: directory)
/// reader.readFlow("priority=100,tcp,tp_dst=80,actions=output:2")
/// let reading = reader.finish()
/// ```
public struct FlowReader {
  /// Characters of one text at most; longer texts are refused.
  public static let textLengthMax = 65_536
  /// Problems reported of one flow at most.
  public static let problemsMax = 32

  let ports: PortDirectory?
  var rule = FlowRule()
  var problems: [FlowProblem] = []
  /// What the match was made of, to be checked when all of it is known.
  var wants: [(bits: [FieldBits], requirement: FieldRequirement, piece: FlowPiece)] = []
  /// The actions, likewise.
  var steps: [ActionStep] = []
  var hasActions = false
  /// `drop` was said.
  var isDrop = false
  var settingsSeen: Set<String> = []

  /// Begins a rule for a switch with these ports; without them, ports are named by any number.
  public init(ports: PortDirectory?) { self.ports = ports }

  /// Reads a whole flow: match, settings and actions.
  public mutating func readFlow(_ text: String, piece: Int = 0) {
    guard let whole = bounded(text, piece) else { return }
    readItems(whole, mayHaveActions: true)
    if !hasActions {
      report(
        whole.trimmed.error(
          "the flow has no actions", hint: "end it with actions=output:1 or the like, or with actions=drop"))
    }
  }

  /// Reads the fields of a match alone, as `tcp,tp_dst=80`.
  public mutating func readMatch(_ text: String, piece: Int = 0) {
    if let whole = bounded(text, piece) { readItems(whole, mayHaveActions: false) }
  }

  /// Reads one field of a match, or a shorthand (`tcp`) without a value.
  public mutating func readField(_ name: String, piece: Int = 0, value: String?, valuePiece: Int = 0) {
    guard let name = bounded(name, piece) else { return }
    readField(name.trimmed, value.flatMap { bounded($0, valuePiece)?.trimmed })
  }

  /// Reads a setting: `table`, `priority`, `cookie`, `idle_timeout` or `hard_timeout`. False, and nothing is read, for
  /// another name.
  public mutating func readSetting(_ name: String, piece: Int = 0, value: String, valuePiece: Int = 0) -> Bool {
    guard let name = bounded(name, piece), let value = bounded(value, valuePiece) else { return true }
    return readSetting(name.trimmed, value.trimmed)
  }

  /// Reads a list of actions, as `set_field:5->ip_dscp,output:2`.
  public mutating func readActions(_ text: String, piece: Int = 0) {
    if let whole = bounded(text, piece) { readActions(whole) }
  }

  /// The rule, and everything there is to say of what was read.
  public mutating func finish(origin: RuleOrigin? = nil) -> FlowReading {
    rule.origin = origin
    checkMatch()
    checkActions()
    rule.actions = steps.map(\.action)
    problems.sort { ($0.piece, $0.range.lowerBound) < ($1.piece, $1.range.lowerBound) }
    let isWrong = problems.contains { $0.severity == .error }
    return FlowReading(rule: isWrong ? nil : rule, problems: problems)
  }

  mutating func report(_ problem: FlowProblem) {
    if problems.count < FlowReader.problemsMax { problems.append(problem) }
  }

  private mutating func bounded(_ text: String, _ number: Int) -> FlowPiece? {
    let piece = FlowPiece(text, piece: number)
    if piece.scalars.count <= FlowReader.textLengthMax { return piece }
    report(
      FlowProblem(
        .error, piece: number, range: 0..<1, "the flow is longer than \(FlowReader.textLengthMax) characters"))
    return nil
  }
}

extension FlowRule {
  /// Reads a flow in the notation of Open vSwitch; see ``FlowReader``.
  public static func read(_ text: String, ports: PortDirectory? = nil, origin: RuleOrigin? = nil) -> FlowReading {
    var reader = FlowReader(ports: ports)
    reader.readFlow(text)
    return reader.finish(origin: origin)
  }
}
