/// What only the whole flow shows.
extension FlowReader {
  /// Actions in the light of the match, and of one another.
  mutating func checkActions() {
    if isDrop, let other = steps.first {
      report(other.piece.error("drop stands alone: there can be no other action beside it"))
    }
    var tag = FieldRequirement.vlanTag.standing(in: rule.match)
    for (index, step) in steps.enumerated() {
      let standing = step.requirement == .vlanTag ? tag : step.requirement.standing(in: rule.match)
      if standing != .met { report(unmet(step, isImpossible: standing == .impossible)) }
      switch step.action {
      case .pushVLAN, .setField(.vlanID, _, _), .setField(.vlanPriority, _, _): tag = .met
      case .popVLAN:
        if tag == .impossible { report(step.piece.warning("packets of this match have no VLAN tag to take off")) }
        tag = .open
      case .goToTable(let table): checkGoTo(table, step.piece, isLast: index == steps.count - 1)
      case .output(let port):
        if rule.match.exact(.inPort) == UInt128(port.rawValue) {
          report(
            step.piece.warning(
              "a packet is not sent out of the port it came in by", hint: "write in_port to send it back"))
        }
      case .inPort, .flood, .all, .normal, .setField, .decrementTTL, .resubmit: break
      }
    }
    checkPurpose()
  }

  private func unmet(_ step: ActionStep, isImpossible: Bool) -> FlowProblem {
    let wanted = step.requirement.wanted
    if isImpossible {
      return step.piece.error("packets of this match have nothing that this changes", hint: "it needs \(wanted)")
    }
    if step.requirement == .vlanTag {
      return step.piece.warning("this puts a tag on packets that have none", hint: "match \(wanted)")
    }
    return step.piece.warning(
      "this does nothing to packets that are something else", hint: "add \(wanted) to the match")
  }

  private mutating func checkGoTo(_ table: UInt8, _ piece: FlowPiece, isLast: Bool) {
    if table <= rule.table {
      report(piece.error("from table \(rule.table) a packet can only go on to a higher table"))
    }
    if !isLast { report(piece.error("goto_table is always the last action")) }
  }

  /// A list that changes the packet and then sends it nowhere.
  private mutating func checkPurpose() {
    let isUseful = steps.contains { step in
      switch step.action {
      case .resubmit, .goToTable: true
      default: step.action.isOutput
      }
    }
    guard !steps.isEmpty, !isUseful, let last = steps.last else { return }
    report(last.piece.warning("the packet is changed and then dropped, as no action sends it anywhere"))
  }
}
