// needs: Sources/Core/Wire ./Sources/Elements/FlowSwitching/Keys ./Sources/Elements/FlowSwitching/Rules ./Sources/Elements/FlowSwitching/Notation Tests/FlowSwitchingTests/Invariants Tests/WireTests/Invariants
import Wire

/// The fields that a flow switch reads of a packet.
func violation(in bytes: RawSpan) -> String? { FlowInvariants.packet(bytes) }

let seeds = Seeds.of(.frame)
