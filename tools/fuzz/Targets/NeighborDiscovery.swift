// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// Neighbour discovery messages and their options.
func violation(in bytes: RawSpan) -> String? { Invariants.neighborDiscovery(bytes) }

let seeds = Seeds.of(.transport) { _, proto in proto == .icmpv6 }
