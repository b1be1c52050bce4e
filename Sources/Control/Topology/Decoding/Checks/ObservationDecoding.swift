/// Checks of what has passed: captures, counters, flows.
extension FileDecoder {
  mutating func captureCheck(_ fields: Fields) -> CaptureCheck? {
    let ports = value(CaptureCheckKeys.capture, fields, of: "a capture check")
      .flatMap { text($0, CaptureCheckKeys.capture) }.flatMap { portPattern($0) }
    let filter = value(CaptureCheckKeys.filter, fields).flatMap { self.filter($0, CaptureCheckKeys.filter) }
    let packets = packets(fields)
    let during = during(fields)
    guard let ports, covers(ports), let packets else { return nil }
    return CaptureCheck(ports: ports.value, filter: filter, packets: packets, during: during)
  }

  /// True for a pattern that covers a port; anything else is reported.
  private mutating func covers(_ ports: Marked<PortPattern>) -> Bool {
    if let name = ports.value.node {
      let node = Marked(name, mark: ports.mark)
      guard isNode(node, among: scope.nodeNames, what: "nodes") else { return false }
    }
    guard scope.isWhole, !scope.isChanged, !scope.links.keys.contains(where: { ports.value.matches($0) }) else {
      return true
    }
    report.error(
      "unknown-port", "'\(ports.value)' names no port that has a link", at: ports.mark,
      hint: ports.value.interface.flatMap { name in
        Suggestion.hint(for: name, among: ports.value.node.map { scope.ports(of: $0) } ?? [], what: "ports")
      })
    return false
  }

  mutating func counter(_ fields: Fields) -> CounterCheck? {
    let counter = value(CounterKeys.counter, fields, of: "a counter check").flatMap { portCounter($0) }
    let packets = value(CounterKeys.packets, fields)
    let bytes = value(CounterKeys.bytes, fields)
    let during = during(fields)
    let unit: CounterCheck.Unit
    let bound: Bound?
    switch (packets, bytes) {
    case (let packets?, nil): (unit, bound) = (.packets, self.bound(packets, CounterKeys.packets, .count))
    case (nil, let bytes?): (unit, bound) = (.octets, self.bound(bytes, CounterKeys.bytes, .count))
    case (nil, nil), (_?, _?):
      report.error(
        "bad-check", "a counter check needs one of 'packets' and 'bytes'", at: fields.mark,
        hint: "for example { counter: \(CounterKeys.counter.example), packets: \(CounterKeys.packets.example) }")
      return nil
    }
    guard let counter, let bound else { return nil }
    if case .port(_, .unsent) = counter, unit == .octets {
      report.error(
        "bad-check", "what is unsent is counted in packets", at: fields.mark(of: CounterKeys.bytes),
        hint: "write 'packets' in place of 'bytes'")
      return nil
    }
    return CounterCheck(counter, unit: unit, bound, during: during)
  }

  private mutating func portCounter(_ value: RawValue) -> CounterCheck.Counter? {
    guard let text = text(value, CounterKeys.counter) else { return nil }
    let mark = textMark(value)
    let words = text.value.split(whereSeparator: \.isWhitespace)
    let names = CounterCheck.PortCounter.allCases.map(\.rawValue)
    guard words.count == 2, let port = part(words[0], of: text.value, mark),
      let word = part(words[1], of: text.value, mark), let colon = port.value.firstIndex(of: ":")
    else {
      report.error(
        "bad-check", "'\(text.value)' does not name a port and one of its counters", at: mark,
        hint: "for example \(CounterKeys.counter.example); counters: " + Suggestion.listed(names))
      return nil
    }
    let endpoint = Endpoint(
      node: String(port.value[..<colon]), interface: String(port.value[port.value.index(after: colon)...]))
    guard self.isPort(Marked(endpoint, mark: port.mark)) else { return nil }
    guard let counter = CounterCheck.PortCounter(rawValue: word.value) else {
      report.error(
        "bad-value", "'\(word.value)' is not a counter of a port", at: word.mark,
        hint: Suggestion.hint(for: word.value, among: names, what: "counters"))
      return nil
    }
    return .port(endpoint, counter)
  }

  /// True for a port that has a link; anything else is reported.
  mutating func isPort(_ port: Marked<Endpoint>) -> Bool {
    let node = Marked(
      port.value.node, mark: port.mark.part(offset: 0, length: port.value.node.unicodeScalars.count))
    guard isNode(node, among: scope.nodeNames, what: "nodes") else { return false }
    guard scope.isWhole, !scope.isChanged, scope.links[port.value] == nil else { return true }
    let offset = port.value.node.unicodeScalars.count + 1
    report.error(
      "unknown-port", "'\(port.value)' has no link",
      at: port.mark.part(offset: offset, length: port.value.interface.unicodeScalars.count),
      hint: Suggestion.hint(for: port.value.interface, among: scope.ports(of: port.value.node), what: "ports"))
    return false
  }

  mutating func drops(_ fields: Fields) -> CounterCheck? {
    let value = value(DropsKeys.drops, fields, of: "a drops check")
    let packets = packets(fields)
    let during = during(fields)
    guard let value, let text = text(value, DropsKeys.drops) else { return nil }
    let mark = textMark(value)
    let name = text.value.prefix { !$0.isWhitespace }
    guard let node = part(name, of: text.value, mark), isNode(node, among: scope.nodeNames, what: "nodes") else {
      return nil
    }
    var reason: String?
    if let word = part(text.value[name.endIndex...], of: text.value, mark) {
      reason = ReasonNames.name(word.value)
      guard let known = reason, ReasonNames.drops.contains(known) else {
        report.error(
          "unknown-reason", "'\(word.value)' is not a reason to drop a packet", at: word.mark,
          hint: Self.reasonHint(word.value, ReasonNames.drops))
        return nil
      }
    }
    guard let packets else { return nil }
    return CounterCheck(.drops(node: node.value, reason: reason), packets, during: during)
  }

  mutating func flowCheck(_ fields: Fields) -> FlowCheck? {
    let node = value(FlowKeys.flow, fields, of: "a flow check").flatMap { text($0, FlowKeys.flow) }
    let rule = value(FlowKeys.rule, fields, of: "a flow check").flatMap { text($0, FlowKeys.rule) }
    let packets = packets(fields)
    let during = during(fields)
    guard let node, isFlowSwitch(node), let rule else { return nil }
    let flows = scope.flows(of: node.value)
    let found = flows.filter { FileDecoder.isNamed($0, by: rule.value) }
    if found.isEmpty, !scope.isChanged {
      report.error(
        "unknown-flow", "'\(node.value)' has no flow that is '\(rule.value)'", at: rule.mark,
        hint: flows.isEmpty
          ? "the file has no flows for it"
          : "flows: " + flows.prefix(6).map { "\($0) (line \($0.mark.line))" }.joined(separator: "; "))
      return nil
    }
    if found.count > 1 {
      report.error(
        "unknown-flow", "\(found.count) flows of '\(node.value)' are '\(rule.value)'", at: rule.mark,
        hint: "name one by its line: "
          + Suggestion.listed(found.map { "line \($0.mark.line)" }))
      return nil
    }
    guard let packets else { return nil }
    return FlowCheck(node: node.value, rule: rule.value, flow: found.first, packets: packets, during: during)
  }

  /// True for a flow switch; anything else is reported.
  mutating func isFlowSwitch(_ name: Marked<String>) -> Bool {
    let switches = scope.names(of: .flowSwitch)
    guard isNode(name, among: switches, what: "flow switches") else { return false }
    guard let kind = scope.kind(of: name.value) else { return false }
    guard kind != .flowSwitch else { return true }
    report.error(
      "not-a-flow-switch", "'\(name.value)' is a \(kind.rawValue), and flows are for a flow-switch", at: name.mark,
      hint: switches.isEmpty
        ? "the lab has no node of kind 'flow-switch'" : "flow switches: " + Suggestion.listed(switches))
    return false
  }

  /// True where `rule` names the flow: by its line, or by parts of it between commas, in any order.
  private static func isNamed(_ flow: FlowSpec, by rule: String) -> Bool {
    let words = rule.split(separator: " ")
    if words.count == 2, words[0] == "line", let line = Int(words[1]) { return flow.mark.line == line }
    let plain = { (text: String) in
      Set(text.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty })
    }
    let wanted = plain(rule)
    return !wanted.isEmpty && wanted.isSubset(of: plain(flow.description))
  }

  private mutating func packets(_ fields: Fields) -> Bound? {
    value(CheckKeys.packets, fields, of: fields.object.what).flatMap { bound($0, CheckKeys.packets, .count) }
  }

  private mutating func during(_ fields: Fields) -> Check? {
    value(CheckKeys.during, fields).flatMap { check($0, among: CheckKeys.probes, isTimed: false) }
  }
}
