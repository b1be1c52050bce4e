// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// ARP packets.
func violation(in bytes: RawSpan) -> String? { Invariants.arp(bytes) }

let seeds = Seeds.of(.network) { type, _ in type == .arp }
