// needs: Sources/Core/Wire Sources/Elements/Services Tests/ServicesTests/Invariants
import Services
import Wire

/// Messages to the lab's name server.
func violation(in bytes: RawSpan) -> String? {
  ServiceInvariants.dns(bytes.withUnsafeBytes { Array($0) })
}

/// A question for the address of `web`.
let seeds: [[UInt8]] = [
  [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3] + Array("web".utf8) + [0, 0, 1, 0, 1]
]
