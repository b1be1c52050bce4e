// needs: Sources/Core/Wire Tests/WireTests/Invariants
import Wire

/// The text of addresses and prefixes: what is read is written in a form that is read as the same.
func violation(in bytes: RawSpan) -> String? { Invariants.addressText(bytes) }

let seeds = ["10.1.0.1/24", "2001:db8::1/64", "::ffff:192.0.2.1", "02:00:5e:10:00:01", "fe80::", "1:2:3:4:5:6:7:8"]
  .map { Array($0.utf8) }
