// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// TCP headers with their options.
func violation(in bytes: RawSpan) -> String? { Invariants.tcp(bytes) }

let seeds = Seeds.of(.transport) { _, proto in proto == .tcp }
