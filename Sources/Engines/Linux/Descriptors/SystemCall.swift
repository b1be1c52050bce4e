public import SystemPackage

/// Turns "a value or -errno" into a value or a thrown error.
@inlinable
@discardableResult
func checked(_ result: Int32) throws(Errno) -> Int32 {
  guard result >= 0 else { throw Errno(rawValue: -result) }
  return result
}

/// Turns "a value or -errno" into a value or a thrown error.
@inlinable
@discardableResult
func checked(_ result: Int) throws(Errno) -> Int {
  guard result >= 0 else { throw Errno(rawValue: Int32(-result)) }
  return result
}
