/// The sum of the 16-bit words of `bytes` in the machine's order, not folded; an odd octet at the end is the first of
/// its word. At most 2⁶³, for any length that a span can have.
///
/// A 64 KB segment is summed at every edge without checksum offload, so the loop reads 64 octets a turn and adds their
/// 32-bit words in lanes of 64 bits, which cannot overflow.
@usableFromInline
func sumOfWords(_ bytes: RawSpan) -> UInt64 {
  let count = bytes.byteCount
  var offset = 0
  var sum: UInt64 = 0
  if count >= 256 {
    let low = SIMD4<UInt64>(repeating: 0xffff_ffff)
    var lanes = SIMD4<UInt64>.zero
    var moreLanes = SIMD4<UInt64>.zero
    while count &- offset >= 64 {
      let first = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD4<UInt64>.self)
      let second = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ 32, as: SIMD4<UInt64>.self)
      lanes &+= (first & low) &+ (first &>> 32)
      moreLanes &+= (second & low) &+ (second &>> 32)
      offset &+= 64
    }
    sum = (lanes &+ moreLanes).wrappedSum()
  }
  while count &- offset >= 8 {
    let word = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
    sum &+= (word & 0xffff_ffff) &+ (word &>> 32)
    offset &+= 8
  }
  if count &- offset >= 4 {
    sum &+= UInt64(unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
    offset &+= 4
  }
  if count &- offset >= 2 {
    sum &+= UInt64(unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self))
    offset &+= 2
  }
  if offset < count { sum &+= UInt64((UInt16(bytes.octet(at: offset)) << 8).bigEndian) }
  return sum
}
