// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// ICMP messages and what they quote.
func violation(in bytes: RawSpan) -> String? { Invariants.icmpv4(bytes) }

let seeds = Seeds.of(.transport) { _, proto in proto == .icmp }
