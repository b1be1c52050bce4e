import Wire

/// What the NAT and the kernel's do differently, and why neither is wrong.
enum DifferencesNAT {
  static var all: [Difference] {
    [
      .identification(isOwnAnswer), .errorTypeOfService(isOwnAnswer), .errorOptions, .fragmentOptions,
      .outcome(
        "protocols without ports",
        "Weft translates TCP, UDP and ICMP (RFC 3022, 2.2); the kernel puts its address on others too, one host each"
      ) { exchange in
        exchange.ours.isEmpty && exchange.frame.isIPv4 && ![1, 6, 17].contains(exchange.frame.protocol4)
      },
    ]
  }

  /// True for what the NAT itself says.
  private static func isOwnAnswer(_ frame: [UInt8]) -> Bool {
    frame.isIPv4 && [TranslatedNet.router, TranslatedNet.address].contains(frame.source4)
      && (frame.isError4 || frame.icmpType4 == 0)
  }
}
