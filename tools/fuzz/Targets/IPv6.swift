// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// IPv6 headers and extension headers.
func violation(in bytes: RawSpan) -> String? { Invariants.ipv6(bytes) }

let seeds = Seeds.of(.network) { type, _ in type == .ipv6 } + [Seeds.extended]
