// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// The Internet checksum against a naive one.
func violation(in bytes: RawSpan) -> String? { Invariants.checksum(bytes) }

let seeds = Seeds.of(.network)
