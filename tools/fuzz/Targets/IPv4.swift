// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// IPv4 headers with their options.
func violation(in bytes: RawSpan) -> String? { Invariants.ipv4(bytes) }

let seeds = Seeds.of(.network) { type, _ in type == .ipv4 }
