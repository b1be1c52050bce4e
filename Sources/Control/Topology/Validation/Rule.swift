/// One thing that must hold in every lab. A rule looks at the whole lab, and reports each place where it does not hold.
protocol Rule: Sendable {
  /// Reports what is wrong.
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport)
}

/// All rules.
enum Rules {
  private static let checks: [@Sendable (Wiring, inout DiagnosticReport) -> Void] = [
    LinkEndRule.check, InterfaceNameRule.check, LinkUseRule.check, UnlinkedPortRule.check, DeviceRule.check,
    PortNumberRule.check,
    LinkConditionRule.check, LinkScheduleRule.check, LoopRule.check,
    AddressRule.check, SubnetRule.check, SegmentAddressRule.check, SegmentMACRule.check, MTURule.check,
    GatewayRule.check,
    RouteRule.check, ListenRule.check, NATRule.check, FlowRule.check, CaptureRule.check,
  ]

  /// Reports everything that any rule finds.
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for check in checks { check(wiring, &report) }
  }
}
