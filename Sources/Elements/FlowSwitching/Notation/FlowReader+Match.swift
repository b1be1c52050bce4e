import Wire

/// Items, settings and fields: everything in front of the actions.
extension FlowReader {
  /// Reads items separated by commas or white space, each a word or `word=value`.
  mutating func readItems(_ whole: FlowPiece, mayHaveActions: Bool) {
    let scalars = whole.scalars
    var position = scalars.startIndex
    let end = scalars.endIndex
    func skip(_ isSkipped: (Unicode.Scalar) -> Bool) {
      while position < end, isSkipped(scalars[position]) { position += 1 }
    }
    while true {
      skip(\.isFlowSeparator)
      guard position < end else { return }
      let start = position
      skip { !$0.isFlowSeparator && $0 != "=" }
      let name = whole[start..<position]
      let afterName = position
      skip(\.isFlowSpace)
      guard position < end, scalars[position] == "=" else {
        position = afterName
        readItem(name, nil)
        continue
      }
      position += 1
      if mayHaveActions, name.text == "actions" || name.text == "action" {
        readActions(whole[position..<end])
        return
      }
      skip(\.isFlowSpace)
      let valueStart = position
      skip { !$0.isFlowSeparator }
      readItem(name, whole[valueStart..<position])
    }
  }

  private mutating func readItem(_ name: FlowPiece, _ value: FlowPiece?) {
    if let value, readSetting(name, value) { return }
    readField(name, value)
  }

  /// Reads a setting; false where `name` is not one.
  mutating func readSetting(_ name: FlowPiece, _ value: FlowPiece) -> Bool {
    let word = name.text
    let maximum: UInt128
    switch word {
    case "table": maximum = UInt128(FlowRule.tableMax)
    case "priority", "idle_timeout", "hard_timeout": maximum = 0xffff
    case "cookie": maximum = UInt128(UInt64.max)
    // What dumps of Open vSwitch say besides; a line can be pasted as it is.
    case "duration", "n_packets", "n_bytes", "idle_age", "hard_age": return true
    default: return false
    }
    guard settingsSeen.insert(word).inserted else {
      report(name.error("\(word) is given twice"))
      return true
    }
    do throws(FlowProblem) {
      let number = UInt64(try FlowNumber.read(value, maximum: maximum, what: word))
      switch word {
      case "table": rule.table = UInt8(number)
      case "priority": rule.priority = UInt16(number)
      case "idle_timeout": rule.idleTimeout = UInt16(number)
      case "hard_timeout": rule.hardTimeout = UInt16(number)
      default: rule.cookie = number
      }
    } catch { report(error) }
    return true
  }

  /// Reads a field of the match.
  mutating func readField(_ name: FlowPiece, _ value: FlowPiece?) {
    let word = name.text
    if value == nil, let short = FieldName.shorthands.first(where: { $0.name == word }) {
      var bits = [FieldBits(.ethernetType, UInt128(short.type.rawValue))]
      if let proto = short.proto { bits.append(FieldBits(.ipProtocol, UInt128(proto.rawValue))) }
      return want(bits, .none, name)
    }
    guard let field = FieldName.named(word) else { return report(unknownField(name, hasValue: value != nil)) }
    guard let value, !value.isEmpty else {
      return report(name.error("the field \(word) has no value", hint: "write \(word)=…"))
    }
    do throws(FlowProblem) {
      let bits = try FieldValueReader(name: field, ports: ports).read(value)
      want([bits], field.requirement, name)
      if let (written, mask) = value.split(at: "/"), mask.isEmpty || written.isEmpty {
        report(value.error("'\(value.text)' is not a value with a mask"))
      }
    } catch { report(error) }
  }

  /// Adds to the match, unless it wants something else already.
  private mutating func want(_ bits: [FieldBits], _ requirement: FieldRequirement, _ piece: FlowPiece) {
    for one in bits where rule.match.contradicts(one.field, one.value, mask: one.mask) {
      let other = wants.first { $0.bits.contains { clashes($0, one) } }?.piece.text
      let words = [piece.text, other ?? ""]
      let transport = words.first { ["tcp", "udp", "sctp", "icmp"].contains($0) }
      let hint = transport.flatMap { words.contains("ipv6") ? "for IPv6 write \($0)6" : nil }
      return report(
        piece.error("'\(piece.text)' contradicts '\(other ?? "the match")': no packet is both", hint: hint))
    }
    for one in bits { rule.match.require(one.field, one.value, mask: one.mask) }
    wants.append((bits, requirement, piece))
  }

  private func clashes(_ left: FieldBits, _ right: FieldBits) -> Bool {
    var match = FlowMatch()
    match.require(left.field, left.value, mask: left.mask)
    return match.contradicts(right.field, right.value, mask: right.mask)
  }

  private func unknownField(_ name: FlowPiece, hasValue: Bool) -> FlowProblem {
    let word = name.text
    if word == "actions" || word == "action" {
      return name.error("'\(word)' does not belong in a match")
    }
    if FieldName.isKnownElsewhere(word) {
      return name.error("matching on \(word) is not supported yet")
    }
    if ["send_flow_rem", "check_overlap", "reset_counts", "no_packet_counts", "no_byte_counts", "importance"]
      .contains(word)
    {
      return name.error("the flow option \(word) is not supported yet")
    }
    if hasValue, FieldName.shorthands.contains(where: { $0.name == word }) {
      return name.error("'\(word)' takes no value")
    }
    let names = FieldName.all.map(\.name) + FieldName.shorthands.map(\.name) + ["priority", "table", "actions"]
    return name.error(
      "there is no field '\(word)'",
      hint: NearestName.hint(for: word, among: names)
        ?? "fields are those of ovs-fields(7), such as in_port, dl_dst, ip, nw_src, tcp, tp_dst")
  }

  /// What fields need besides themselves, now that the whole match is known.
  mutating func checkMatch() {
    for want in wants where want.requirement.standing(in: rule.match) != .met {
      let isImpossible = want.requirement.standing(in: rule.match) == .impossible
      report(
        want.piece.error(
          isImpossible
            ? "packets of this match have no \(want.piece.text)"
            : "\(want.piece.text) needs a match that says which packets have it",
          hint: "\(isImpossible ? "it needs" : "add") \(want.requirement.wanted)"))
    }
  }
}
