// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// Ethernet headers and VLAN tags.
func violation(in bytes: RawSpan) -> String? { Invariants.ethernet(bytes) }

let seeds = Seeds.of(.frame)
