// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// UDP headers.
func violation(in bytes: RawSpan) -> String? { Invariants.udp(bytes) }

let seeds = Seeds.of(.transport) { _, proto in proto == .udp }
