import Wire

/// Says at once that an address is not the router's own; where it says "perhaps", the routing table knows.
///
/// Every packet's source is looked at, since nobody else may use the router's addresses (RFC 1812, 5.3.7), and a look-up
/// in the routing table for each would be half the cost of forwarding it. One bit of 256 an address.
struct OwnAddressFilter: Sendable {
  private var bits: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  mutating func insert(_ address: IPAddress) {
    let position = OwnAddressFilter.position(address)
    let bit: UInt64 = 1 << UInt64(position & 63)
    switch position >> 6 {
    case 0: bits.0 |= bit
    case 1: bits.1 |= bit
    case 2: bits.2 |= bit
    default: bits.3 |= bit
    }
  }

  /// False where the address is certainly none that was inserted.
  @inline(__always)
  func mayContain(_ address: IPAddress) -> Bool {
    let position = OwnAddressFilter.position(address)
    let word =
      switch position >> 6 {
      case 0: bits.0
      case 1: bits.1
      case 2: bits.2
      default: bits.3
      }
    return word >> UInt64(position & 63) & 1 != 0
  }

  @inline(__always)
  private static func position(_ address: IPAddress) -> Int {
    let value =
      switch address {
      case .v4(let address): UInt64(address.bits)
      case .v6(let address): address.high ^ address.low
      }
    return Int(truncatingIfNeeded: (value &* 0x9e37_79b9_7f4a_7c15) >> 56)
  }
}
