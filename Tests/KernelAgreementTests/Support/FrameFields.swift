import Wire

/// Fields of a frame with an IP datagram behind an untagged Ethernet header, to be read and changed by number.
extension [UInt8] {
  /// Where the IP header begins.
  static var network: Int { 14 }

  var isIPv4: Bool { count >= 34 && uint16(12) == 0x0800 && self[14] >> 4 == 4 }
  var isIPv6: Bool { count >= 54 && uint16(12) == 0x86dd && self[14] >> 4 == 6 }

  /// Where IPv4's payload begins.
  var payload4: Int { 14 + Int(self[14] & 15) * 4 }
  var protocol4: UInt8 { self[23] }
  /// The type of an ICMP message in an unfragmented or first IPv4 datagram.
  var icmpType4: UInt8? {
    isIPv4 && protocol4 == 1 && uint16(20) & 0x1fff == 0 && count > payload4 ? self[payload4] : nil
  }
  /// True for an ICMP error of IPv4.
  var isError4: Bool { icmpType4.map { [3, 5, 11, 12].contains($0) } ?? false }
  var source4: IPv4Address { IPv4Address(bits: uint32(26)) }
  var destination4: IPv4Address { IPv4Address(bits: uint32(30)) }

  /// Changes the IPv4 header, whose checksum stays as right or wrong as it was.
  mutating func changeHeader4(_ body: (inout [UInt8]) -> Void) {
    func sum(_ frame: [UInt8]) -> UInt16 {
      let header = Array(frame[14..<frame.payload4])
      return InternetChecksum.checksum(of: header.span.bytes)
    }
    guard count >= payload4, sum(self) == 0 else { return body(&self) }
    body(&self)
    put16(0, at: 24)
    put16(sum(self), at: 24)
  }
}

extension [UInt8] {
  /// The options of an IPv4 header.
  var options4: ArraySlice<UInt8> { self[34..<payload4] }

  /// The options of the kind `kind`, kind and length included, as places in the frame.
  func options4(_ kind: UInt8) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var place = 34
    while place < payload4 {
      if self[place] == 0 { break }
      if self[place] == 1 {
        place += 1
        continue
      }
      guard place + 1 < payload4, self[place + 1] >= 2, place + Int(self[place + 1]) <= payload4 else { break }
      let end = place + Int(self[place + 1])
      if self[place] == kind { places.append(place..<end) }
      place = end
    }
    return places
  }

  /// True where an ICMP message of IPv4 has its right checksum.
  var hasRightICMP: Bool {
    let message = Array(self[payload4...])
    return InternetChecksum.checksum(of: message.span.bytes) == 0
  }

  /// An ICMP error without its checksum and without options in front of it: who says what to whom, and about what.
  var error4: (head: [UInt8], quote: ArraySlice<UInt8>)? {
    guard isError4, hasRightICMP, count >= payload4 + 8 else { return nil }
    var head = Array(self[..<34] + self[payload4..<payload4 + 8])
    head[14] = 0x45
    // Length and checksum follow from the rest.
    for place in [16, 17, 24, 25, 36, 37] { head[place] = 0 }
    return (head, self[(payload4 + 8)...])
  }
}

extension [UInt8] {
  var source6: IPv6Address { address6(22) }
  var destination6: IPv6Address { address6(38) }

  private func address6(_ offset: Int) -> IPv6Address {
    IPv6Address(
      high: UInt64(uint32(offset)) << 32 | UInt64(uint32(offset + 4)),
      low: UInt64(uint32(offset + 8)) << 32 | UInt64(uint32(offset + 12)))
  }

  /// What an IPv6 header says of the length behind it.
  var length6: Int { Int(uint16(18)) }

  /// The extension headers of an IPv6 datagram, as far as they can be read, with their places in the frame.
  var extensions6: [(kind: UInt8, place: Range<Int>)] {
    var (kind, place) = (self[20], 54)
    var all: [(kind: UInt8, place: Range<Int>)] = []
    while [0, 43, 44, 51, 60].contains(kind), place + 8 <= count {
      let length = kind == 44 ? 8 : kind == 51 ? (Int(self[place + 1]) + 2) * 4 : (Int(self[place + 1]) + 1) * 8
      guard place + length <= count else { break }
      all.append((kind, place..<place + length))
      if kind == 44, uint16(place + 2) & 0xfff8 != 0 { break }
      (kind, place) = (self[place], place + length)
    }
    return all
  }

  /// The type and code of an ICMPv6 message that stands right behind the IPv6 header.
  var icmp6: UInt16? { isIPv6 && count >= 58 && self[20] == 58 ? uint16(54) : nil }

  /// True for an ICMPv6 error right behind the IPv6 header.
  var isError6: Bool { icmp6.map { $0 >> 8 < 128 } ?? false }

  /// Gives an ICMPv6 message another source address, and its checksum stays as right or wrong as it was.
  mutating func setSource6(_ address: IPv6Address) {
    let before = self[22..<38]
    for index in 0..<8 {
      let shift = 56 - 8 * UInt64(index)
      self[22 + index] = UInt8(truncatingIfNeeded: address.high >> shift)
      self[30 + index] = UInt8(truncatingIfNeeded: address.low >> shift)
    }
    var delta = ChecksumDelta()
    for index in stride(from: 0, to: 16, by: 2) {
      delta.replace(UInt16(before[22 + index]) << 8 | UInt16(before[23 + index]), with: uint16(22 + index))
    }
    put16(delta.applied(to: uint16(56)), at: 56)
  }
}
