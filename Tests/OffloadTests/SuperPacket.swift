import Buffers

/// A super-packet as a kernel would hand it over, made octet by octet and without the code under test.
struct SuperPacket {
  var tags = 0
  var isIPv6 = false
  var isTCP = true
  var options: [UInt8] = []
  /// Whole extension headers, hop-by-hop or destination options; IPv6 only.
  var extensions: [(kind: UInt8, bytes: [UInt8])] = []
  var ipOptions: [UInt8] = []
  var identification: UInt16 = 0xfffe
  var sequence: UInt32 = 0xffff_ff00
  var flags: UInt8 = 0x18
  var payload: [UInt8] = []
  var segmentSize: UInt16 = 1448
  var needsChecksum = true

  var networkOffset: Int { 14 + 4 * tags }
  var networkLength: Int { isIPv6 ? 40 + extensions.reduce(0) { $0 + $1.bytes.count } : 20 + ipOptions.count }
  var transportOffset: Int { networkOffset + networkLength }
  var transportLength: Int { isTCP ? 20 + options.count : 8 }
  var headerLength: Int { transportOffset + transportLength }
  var checksumOffset: Int { isTCP ? 16 : 6 }

  var offload: OffloadMetadata {
    var offload = OffloadMetadata()
    offload.segmentation = isTCP ? (isIPv6 ? .tcp6 : .tcp4) : .udp
    offload.segmentSize = segmentSize
    offload.needsChecksum = needsChecksum
    if needsChecksum {
      offload.checksumStart = UInt16(transportOffset)
      offload.checksumOffset = UInt16(checksumOffset)
    }
    return offload
  }

  /// The packet with the sum of the pseudo-header in the checksum field, or 0 where no checksum is left to do.
  var bytes: [UInt8] {
    let segment = transportLength + payload.count
    let partial = needsChecksum ? fold(sum(pseudoHeader(length: segment))) : 0
    return headers(payloadCount: payload.count, id: identification, sequence: sequence, flags: flags, checksum: partial)
      + payload
  }

  /// The frames that must come of it.
  var frames: [[UInt8]] {
    let size = Int(segmentSize)
    let count = max(1, (payload.count + size - 1) / size)
    return (0..<count).map { index in
      let piece = Array(payload[index * size..<min((index + 1) * size, payload.count)])
      var flags = flags
      if isTCP, index > 0 { flags &= ~0x80 }
      if isTCP, index < count - 1 { flags &= ~0x09 }
      let id = identification &+ UInt16(truncatingIfNeeded: index)
      let sequence = sequence &+ UInt32(index * size)
      let headers = headers(payloadCount: piece.count, id: id, sequence: sequence, flags: flags, checksum: 0)
      let segment = Array(headers[transportOffset...]) + piece
      var checksum = ~fold(sum(pseudoHeader(length: segment.count)) + sum(segment))
      if !isTCP, checksum == 0 { checksum = 0xffff }
      return self.headers(payloadCount: piece.count, id: id, sequence: sequence, flags: flags, checksum: checksum)
        + piece
    }
  }

  private func headers(payloadCount: Int, id: UInt16, sequence: UInt32, flags: UInt8, checksum: UInt16) -> [UInt8] {
    var out: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]
    for tag in 0..<tags {
      out += [tag == 0 && tags > 1 ? 0x88 : 0x81, tag == 0 && tags > 1 ? 0xa8 : 0x00, 0x20, UInt8(tag + 5)]
    }
    let segment = transportLength + payloadCount
    if isIPv6 {
      out += [0x86, 0xdd, 0x61, 0x23, 0x45, 0x67]
      out += be16(networkLength - 40 + segment)
      let kinds = extensions.map(\.kind) + [isTCP ? 6 : 17]
      out += [kinds[0], 61] + source + destination
      for (index, header) in extensions.enumerated() { out += [kinds[index + 1]] + header.bytes.dropFirst() }
    } else {
      var header: [UInt8] = [UInt8(0x45 + ipOptions.count / 4), 0x02]
      header += be16(networkLength + segment) + be16(Int(id)) + [0x40, 0, 63, isTCP ? 6 : 17, 0, 0]
      header += source + destination + ipOptions
      let sum = ~fold(sum(header))
      header[10] = UInt8(sum >> 8)
      header[11] = UInt8(sum & 0xff)
      out += [0x08, 0x00] + header
    }
    out += be16(4660) + be16(80)
    if isTCP {
      out += be16(Int(sequence >> 16)) + be16(Int(sequence & 0xffff)) + [0x11, 0x22, 0x33, 0x44]
      out += [UInt8(transportLength / 4) << 4, flags, 0x20, 0x00] + be16(Int(checksum)) + [0, 0] + options
    } else {
      out += be16(segment) + be16(Int(checksum))
    }
    return out
  }

  private var source: [UInt8] { isIPv6 ? [0x20, 1, 0xd, 0xb8] + Array(repeating: 7, count: 12) : [10, 1, 0, 10] }
  private var destination: [UInt8] {
    isIPv6 ? [0x20, 1, 0xd, 0xb8] + Array(repeating: 9, count: 12) : [203, 0, 113, 80]
  }

  private func pseudoHeader(length: Int) -> [UInt8] {
    source + destination + [0, isTCP ? 6 : 17] + be16(length)
  }
}

func be16(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xff), UInt8(value & 0xff)] }

/// The sum of big-endian words, an odd octet padded with zero.
func sum(_ bytes: [UInt8]) -> UInt64 {
  var total: UInt64 = 0
  for index in stride(from: 0, to: bytes.count, by: 2) {
    total += UInt64(bytes[index]) << 8 | (index + 1 < bytes.count ? UInt64(bytes[index + 1]) : 0)
  }
  return total
}

func fold(_ sum: UInt64) -> UInt16 {
  var rest = sum
  while rest > 0xffff { rest = (rest >> 16) + (rest & 0xffff) }
  return UInt16(rest)
}
