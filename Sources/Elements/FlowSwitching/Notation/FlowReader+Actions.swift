import Wire

/// Actions.
extension FlowReader {
  /// Reads actions separated by commas or white space.
  mutating func readActions(_ whole: FlowPiece) {
    hasActions = true
    let scalars = whole.scalars
    var position = scalars.startIndex
    while true {
      while position < scalars.endIndex, scalars[position].isFlowSeparator { position += 1 }
      guard position < scalars.endIndex else { break }
      let start = position
      var depth = 0
      while position < scalars.endIndex, depth > 0 || !scalars[position].isFlowSeparator {
        if scalars[position] == "(" { depth += 1 }
        if scalars[position] == ")" { depth = max(0, depth - 1) }
        position += 1
      }
      let item = whole[start..<position]
      if depth > 0 {
        report(item.error("a parenthesis is not closed"))
      } else {
        readAction(item)
      }
      if steps.count > FlowRule.actionsMax {
        return report(item.error("a flow has at most \(FlowRule.actionsMax) actions"))
      }
    }
    if steps.isEmpty, !problems.contains(where: { $0.severity == .error }), !isDrop {
      report(whole.error("the list of actions is empty", hint: "write actions=drop to drop the packets"))
    }
  }

  private mutating func readAction(_ item: FlowPiece) {
    let (name, argument) = FlowReader.splitAction(item)
    do throws(FlowProblem) {
      guard let step = try action(name, argument, item) else { return isDrop = true }
      steps.append(step)
    } catch { report(error) }
  }

  /// Word and argument of `word:argument`, `word=argument` or `word(argument)`.
  private static func splitAction(_ item: FlowPiece) -> (name: FlowPiece, argument: FlowPiece?) {
    let scalars = item.scalars
    guard let index = scalars.firstIndex(where: { $0 == ":" || $0 == "=" || $0 == "(" }) else { return (item, nil) }
    let name = item[scalars.startIndex..<index]
    let isClosed = scalars[index] == "(" && scalars.last == ")"
    return (name, item[(index + 1)..<(isClosed ? scalars.endIndex - 1 : scalars.endIndex)].trimmed)
  }

  /// The action; `nil` for `drop`.
  private func action(
    _ name: FlowPiece, _ argument: FlowPiece?, _ item: FlowPiece
  ) throws(FlowProblem) -> ActionStep? {
    func step(_ action: FlowAction, _ requirement: FieldRequirement = .none) -> ActionStep {
      ActionStep(action: action, requirement: requirement, piece: item)
    }
    let word = name.text.lowercased()
    if let setter = FieldSetter.all.first(where: { $0.name == word }) {
      let bits = try setter.read(try needed(argument, name))
      return step(.setField(bits.field, value: bits.value, mask: bits.mask), setter.requirement)
    }
    switch word {
    case "drop":
      try refuse(argument, name)
      return nil
    case "output":
      let target = try needed(argument, name)
      if let reserved = FlowReader.reservedOutput(target) { return step(reserved) }
      return step(.output(try PortReader(ports: ports).read(target)))
    case "in_port", "flood", "all", "normal":
      try refuse(argument, name)
      return FlowReader.reservedOutput(name).map { step($0) }
    case "set_field": return try setField(try needed(argument, name), item)
    case "push_vlan":
      let type = try FlowNumber.read(try needed(argument, name), maximum: 0xffff, what: "the tag's type")
      guard type == 0x8100 || type == 0x88a8 else {
        throw (argument ?? name).error("a VLAN tag has type 0x8100 or 0x88a8")
      }
      return step(.pushVLAN(type: UInt16(type)))
    case "pop_vlan", "strip_vlan":
      try refuse(argument, name)
      return step(.popVLAN)
    case "dec_ttl":
      try refuse(argument, name)
      return step(.decrementTTL, .ip)
    case "goto_table": return step(.goToTable(try table(try needed(argument, name))))
    case "resubmit": return step(.resubmit(table: try resubmit(try needed(argument, name))))
    case "write_metadata":
      let field = FieldName("metadata", .metadata, .hexadecimal, masked: true)
      let bits = try FieldValueReader(name: field, ports: ports).read(try needed(argument, name))
      return step(.setField(.metadata, value: bits.value, mask: bits.mask))
    default: return step(.output(try bareOutput(name, argument)))
    }
  }

  /// A port by itself, which stands for output to it.
  private func bareOutput(_ name: FlowPiece, _ argument: FlowPiece?) throws(FlowProblem) -> PortNumber {
    let word = name.text
    if let instead = ActionWords.unsupported[word.lowercased()] {
      throw name.error("the action \(word) is not supported yet", hint: instead)
    }
    let isPort = ports?.number(named: name.unquoted.text) != nil
    if argument == nil, isPort || FlowNumber.decimal(word) != nil || word.hasPrefix("0x") {
      return try PortReader(ports: ports).read(name)
    }
    let names = ActionWords.all + (ports?.ports.map(\.name) ?? [])
    throw name.error(
      "there is no action '\(word)'",
      hint: NearestName.hint(for: word, among: names)
        ?? "actions are those of ovs-actions(7), such as output:2, flood, drop, set_field:10.0.0.1->nw_dst")
  }

  private static func reservedOutput(_ piece: FlowPiece) -> FlowAction? {
    switch piece.text.lowercased() {
    case "in_port": .inPort
    case "flood": .flood
    case "all": .all
    case "normal": .normal
    default: nil
    }
  }

  /// `value[/mask]->field`.
  private func setField(_ argument: FlowPiece, _ item: FlowPiece) throws(FlowProblem) -> ActionStep {
    guard let (value, target) = argument.splitAtArrow else {
      throw argument.error("set_field is written value->field", hint: "as in set_field:10.0.0.1->nw_dst")
    }
    guard let name = FieldName.named(target.text) else {
      let names = FieldName.all.filter { $0.settable != nil }.map(\.name)
      throw target.error("there is no field '\(target.text)'", hint: NearestName.hint(for: target.text, among: names))
    }
    guard let requirement = name.settable else {
      let hint = ["dl_vlan", "vlan_tci", "dl_vlan_pcp"].contains(name.name) ? "set vlan_vid or vlan_pcp" : nil
      throw target.error("the field \(name.name) cannot be set", hint: hint)
    }
    let bits: FieldBits
    switch name.format {
    case .vlanVID:
      let vlan = try FlowNumber.read(value, maximum: 0x1fff, what: "vlan_vid")
      bits = FieldBits(.vlanID, vlan & 0xfff)
    case .vlanPriority: bits = FieldBits(.vlanPriority, try FlowNumber.read(value, maximum: 7, what: "vlan_pcp"))
    default: bits = try FieldValueReader(name: name, ports: ports).read(value)
    }
    return ActionStep(
      action: .setField(bits.field, value: bits.value, mask: bits.mask), requirement: requirement, piece: item)
  }

  private func table(_ piece: FlowPiece) throws(FlowProblem) -> UInt8 {
    UInt8(try FlowNumber.read(piece, maximum: UInt128(FlowRule.tableMax), what: "a table"))
  }

  /// The table of `resubmit(,N)`.
  private func resubmit(_ argument: FlowPiece) throws(FlowProblem) -> UInt8 {
    guard let (port, target) = argument.split(at: ","), port.trimmed.isEmpty else {
      throw argument.error("resubmit with another port is not supported yet", hint: "write resubmit(,table)")
    }
    return try table(target.trimmed)
  }

  private func needed(_ argument: FlowPiece?, _ name: FlowPiece) throws(FlowProblem) -> FlowPiece {
    guard let argument, !argument.isEmpty else {
      throw name.error("the action \(name.text) has no argument", hint: "write \(name.text):…")
    }
    return argument
  }

  private func refuse(_ argument: FlowPiece?, _ name: FlowPiece) throws(FlowProblem) {
    if let argument { throw argument.error("the action \(name.text) takes no argument") }
  }
}
