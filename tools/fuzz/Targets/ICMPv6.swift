// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// ICMPv6 messages and what they quote.
func violation(in bytes: RawSpan) -> String? { Invariants.icmpv6(bytes) }

let seeds = Seeds.of(.transport) { _, proto in proto == .icmpv6 }
