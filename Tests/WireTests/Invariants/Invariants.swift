import Wire

/// What must hold of any bytes. Each function says what does not, or `nil`; the fuzzers and the tests share them.
enum Invariants {
  /// All of them, each on the bytes as they are.
  static let all: [(name: String, check: @Sendable (RawSpan) -> String?)] = [
    ("ethernet", ethernet), ("arp", arp), ("ipv4", ipv4), ("ipv6", ipv6), ("icmpv4", icmpv4), ("icmpv6", icmpv6),
    ("neighborDiscovery", neighborDiscovery), ("udp", udp), ("tcp", tcp), ("checksum", checksum),
    ("rewriting", rewriting), ("summary", summary), ("addressText", addressText),
  ]

  static func copy(_ bytes: RawSpan) -> [UInt8] { (0..<bytes.byteCount).map { bytes.octet(at: $0) } }

  static func ethernet(_ bytes: RawSpan) -> String? {
    guard let view = EthernetView(bytes) else { return bytes.byteCount < 14 ? nil : "whole header refused" }
    var frame = copy(bytes)
    let header = EthernetHeader(view)
    guard frame.withMutableBytes({ header.write(to: &$0) }), frame == copy(bytes) else { return "header changed" }
    if let layer = view.networkLayer {
      guard layer.offset <= bytes.byteCount, layer.offset == 14 + 4 * layer.tagCount else { return "network offset" }
      guard layer.tagCount == VLANTag.stackedMax || !layer.type.isVLAN else { return "stopped at a tag" }
    }
    guard let tag = frame.withMutableBytes({ VLANRewriting.pop(in: &$0) }) else { return nil }
    guard frame.withMutableBytes({ VLANRewriting.push(tag, in: &$0) }), frame == copy(bytes) else {
      return "pop and push changed the frame"
    }
    return nil
  }

  static func arp(_ bytes: RawSpan) -> String? {
    guard let view = ARPView(bytes) else { return nil }
    let packet = ARPPacket(view)
    var written = [UInt8](repeating: 0, count: ARPView.length)
    guard written.withMutableBytes({ packet.write(to: &$0) }), written == copy(view.bytes) else { return "changed" }
    return nil
  }

  static func udp(_ bytes: RawSpan) -> String? {
    guard let view = UDPView(bytes) else { return nil }
    guard view.payload.byteCount + 8 == view.datagramLength, view.datagramLength <= bytes.byteCount else {
      return "lengths"
    }
    let header = UDPHeader(view)
    var written = [UInt8](repeating: 0xff, count: 8)
    guard written.withMutableBytes({ header.write(to: &$0) }), written[..<6] == copy(view.bytes)[..<6] else {
      return "changed"
    }
    return nil
  }

  static func tcp(_ bytes: RawSpan) -> String? {
    guard let view = TCPView(bytes) else { return nil }
    guard view.headerLength == 20 + view.options.byteCount,
      view.headerLength + view.payload.byteCount == bytes.byteCount
    else { return "lengths" }
    let header = TCPHeader(view)
    guard 20...60 ~= header.length, header.length % 4 == 0 else { return "header length \(header.length)" }
    var written = [UInt8](repeating: 0xff, count: header.length)
    guard written.withMutableBytes({ header.write(to: &$0) }) else { return "no room" }
    guard let again = TCPView(written.span.bytes) else { return "written header refused" }
    var expected = header
    let read = TCPHeader(again)
    if read.options.selectiveAcks.count < expected.options.selectiveAcks.count {
      // 40 octets do not hold every combination once it is aligned; then the last blocks are left out.
      guard read.options.encodedLength > 32 else { return "block left out without need" }
      let kept = (0..<read.options.selectiveAcks.count).map { header.options.selectiveAcks[$0] }
      expected.options.selectiveAcks = TCPSelectiveAcks(kept)
    }
    return read == expected ? nil : "changed"
  }

  static func checksum(_ bytes: RawSpan) -> String? {
    let octets = copy(bytes)
    let expected = NaiveChecksum.value(octets)
    guard InternetChecksum.checksum(of: bytes) == expected else { return "full" }
    var pieces = InternetChecksum()
    let cut = octets.isEmpty ? 0 : Int(octets[0]) % (octets.count + 1)
    pieces.add(bytes.extracting(first: cut))
    pieces.add(bytes.extracting(droppingFirst: cut))
    return pieces.value == expected ? nil : "in pieces"
  }

  static func summary(_ bytes: RawSpan) -> String? {
    let texts = [PacketSummary.describe(frame: bytes), PacketSummary.describe(datagram: bytes)]
    return texts.allSatisfy { !$0.isEmpty && !$0.utf8.contains(10) && $0.utf8.count < 4_000 } ? nil : "not one line"
  }
}

/// The checksum of RFC 1071 word by word, as its definition says.
enum NaiveChecksum {
  static func value(_ octets: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: octets.count, by: 2) {
      let low = index + 1 < octets.count ? octets[index + 1] : 0
      sum += UInt32(octets[index]) << 8 | UInt32(low)
      if sum > 0xffff { sum -= 0xffff }
    }
    return ~UInt16(sum)
  }
}
