// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// The one-line description of any bytes.
func violation(in bytes: RawSpan) -> String? { Invariants.summary(bytes) }

let seeds = Seeds.of(.frame)
