import Wire

/// MAC addresses that stay the same from run to run and from file to file of the same lab.
enum StableMAC {
  /// Tries before two interfaces of a lab are left with the same address; with 46 bits the first one nearly always fits.
  static let triesMax = 16

  /// A locally administered unicast address (IEEE 802-2014, 8.4) derived from the three names.
  ///
  /// - Parameter attempt: 0, and more where the address is taken in the lab.
  static func address(lab: String, node: String, interface: String, attempt: Int = 0) -> MACAddress {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for name in [lab, node, interface] {
      name.utf8.forEach(mix)
      mix(0)
    }
    mix(UInt8(truncatingIfNeeded: attempt))
    // FNV-1a leaves the high bits of short texts alike; two rounds of multiply and shift spread them.
    hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
    hash ^= hash >> 33
    return MACAddress(bits: hash & 0xfcff_ffff_ffff | 0x0200_0000_0000)
  }
}
