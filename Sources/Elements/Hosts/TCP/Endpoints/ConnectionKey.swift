import Wire

/// What tells a host's connections apart (RFC 9293, 3.1).
struct ConnectionKey: Hashable, Sendable {
  var local: IPAddress
  var remote: IPAddress
  var localPort: UInt16
  var remotePort: UInt16

  /// 64 bits that follow from the connection and from `secret`, and tell nothing of it to who does not know it
  /// (in the spirit of RFC 6528, 3, with a mixer instead of a cryptographic hash).
  func mixed(with secret: UInt64) -> UInt64 {
    var hash = secret
    func mix(_ word: UInt64) {
      hash = (hash ^ word) &* 0xff51_afd7_ed55_8ccd
      hash = (hash ^ (hash >> 32)) &* 0xc4ce_b9fe_1a85_ec53
      hash ^= hash >> 29
    }
    for address in [local, remote] {
      switch address {
      case .v4(let address): mix(UInt64(address.bits))
      case .v6(let address):
        mix(UInt64(truncatingIfNeeded: address.bits >> 64))
        mix(UInt64(truncatingIfNeeded: address.bits))
      }
    }
    mix(UInt64(localPort) << 16 | UInt64(remotePort))
    return hash
  }
}
