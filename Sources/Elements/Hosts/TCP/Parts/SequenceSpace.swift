/// One direction's sequence numbers, counted from the initial one: position 0 is the SYN, 1 the first octet of data, and the
/// FIN comes behind the last. Positions do not wrap, so that they compare and subtract like the integers they are;
/// only what is on the wire is modulo 2³² (RFC 9293, 3.4).
struct SequenceSpace: Hashable, Sendable {
  /// The sequence number of the SYN.
  let initial: UInt32

  /// The number on the wire of a position.
  func number(at position: Int) -> UInt32 { initial &+ UInt32(truncatingIfNeeded: position) }

  /// The position that is meant by a number on the wire: of all that have it, the one nearest to `reference`. It is
  /// negative for numbers from before the SYN.
  func position(of number: UInt32, near reference: Int) -> Int {
    reference &+ Int(Int32(bitPattern: number &- self.number(at: reference)))
  }
}
