import Wire

#if canImport(FlowSwitching)
  @testable import FlowSwitching
#endif

/// What must hold for any input. Each answers what is wrong, or `nil`.
enum FlowInvariants {
  /// Any text is read without a trap; what is accepted is printed as something that is read as the same rule, and
  /// every problem points into the text.
  static func text(_ text: String) -> String? {
    for ports in [nil, PortDirectory(names: ["eth1", "eth2", "uplink"])] {
      let reading = FlowRule.read(text, ports: ports)
      let length = text.unicodeScalars.count
      for problem in reading.problems {
        guard problem.range.lowerBound >= 0, problem.range.upperBound <= length + 1, !problem.range.isEmpty else {
          return "a problem is outside the text: \(problem)"
        }
        if problem.message.isEmpty { return "a problem says nothing" }
      }
      guard let rule = reading.rule else {
        if reading.problems.contains(where: { $0.severity == .error }) { continue }
        return "no rule, and no error"
      }
      if reading.problems.contains(where: { $0.severity == .error }) { return "a rule in spite of an error" }
      for printed in [rule.text(), rule.text(ports: ports)] {
        let again = FlowRule.read(printed, ports: ports)
        if again.rule != rule { return "'\(printed)' is read as \(String(describing: again.rule))" }
      }
    }
    return nil
  }

  /// Any octets are read without a trap; positions of headers are inside the packet, and a match made of the packet's
  /// own key matches it.
  static func packet(_ bytes: RawSpan) -> String? {
    var key = FlowKey()
    key[.inPort] = 7
    guard let layers = FlowKeyReader.read(bytes, into: &key) else {
      return bytes.byteCount < EthernetView.length ? nil : "a whole Ethernet header is not read"
    }
    if key[.inPort] != 7 { return "the port is overwritten" }
    if key[.metadata] != 0 || key[.register0] != 0 { return "metadata is not 0" }
    guard layers.tags <= 8, layers.tags % 4 == 0 else { return "tags take \(layers.tags) octets" }
    if layers.network != 0, layers.network < EthernetView.length + layers.tags || layers.network > bytes.byteCount {
      return "the network layer is at \(layers.network)"
    }
    if layers.transport != 0, layers.network == 0 || layers.transport < layers.network + 20 {
      return "the transport header is at \(layers.transport)"
    }
    if layers.transport > bytes.byteCount { return "the transport header is behind the end" }
    var match = FlowMatch()
    for field in MatchField.allCases { match.require(field, key[field]) }
    return match.matches(key) ? nil : "the packet does not match itself"
  }
}
