// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// Rewriting of addresses, ports and lifetimes with their checksums.
func violation(in bytes: RawSpan) -> String? { Invariants.rewriting(bytes) }

let seeds = Seeds.of(.network)
