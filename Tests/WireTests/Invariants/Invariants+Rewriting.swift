import Wire

extension Invariants {
  /// Changes of the datagram at the front of `bytes` keep right checksums right, whatever else the bytes are.
  static func rewriting(_ bytes: RawSpan) -> String? {
    var datagram = copy(bytes)
    let (count, seed) = (datagram.count, datagram.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) })
    var random = SplitMix64(seed: seed)
    let offset = random.below(4) == 0 ? random.below(count + 1) : 0
    if let problem = rewriteIPv4(&datagram, at: offset, &random) { return "IPv4: " + problem }
    if let problem = rewriteIPv6(&datagram, at: offset, &random) { return "IPv6: " + problem }
    if let problem = rewritePorts(&datagram, at: offset, &random) { return "ports: " + problem }
    if let problem = rewritePartially(&datagram, at: offset, &random) { return "partial: " + problem }
    return datagram.count == count ? nil : "length"
  }

  /// Whether the header's and the transport's checksums are right; `nil` where there is none.
  private static func validity(_ datagram: [UInt8], _ offset: Int) -> (header: Bool?, transport: Bool?) {
    let bytes = datagram.span.bytes.extracting(droppingFirst: offset)
    var header: Bool?
    if let view = IPv4View(quoted: bytes) { header = view.isChecksumValid }
    return (header, TransportChecksum.isValid(bytes))
  }

  private static func rewriteIPv4(_ datagram: inout [UInt8], at offset: Int, _ random: inout SplitMix64) -> String? {
    let before = validity(datagram, offset)
    let (source, destination) = (IPv4Address(bits: random.uint32()), IPv4Address(bits: random.uint32()))
    let (ttl, id, trafficClass) = (random.uint8(), random.uint16(), TrafficClass(rawValue: random.uint8()))
    let (more, piece) = (random.coin(), random.below(0x1000) * 8)
    let isThere = IPv4View(quoted: datagram.span.bytes.extracting(droppingFirst: offset)) != nil
    let original = datagram
    let done = datagram.withMutableBytes { bytes in
      [
        IPv4Rewriting.setAddresses(source: source, destination: destination, in: &bytes, at: offset),
        IPv4Rewriting.setTTL(ttl, in: &bytes, at: offset),
        IPv4Rewriting.setIdentification(id, in: &bytes, at: offset),
        IPv4Rewriting.setTrafficClass(trafficClass, in: &bytes, at: offset),
      ]
    }
    guard done.allSatisfy({ $0 == isThere }) else { return "answers \(done)" }
    guard isThere else { return datagram == original ? nil : "changed what is no header" }
    let after = validity(datagram, offset)
    guard before.header != true || after.header == true else { return "header checksum" }
    guard before.transport != true || after.transport == true else { return "transport checksum" }
    let decremented = datagram.withMutableBytes { IPv4Rewriting.decrementTTL(in: &$0, at: offset) }
    guard decremented == (ttl > 0) else { return "TTL" }
    guard before.header != true || validity(datagram, offset).header == true else { return "checksum after TTL" }
    guard let view = IPv4View(quoted: datagram.span.bytes.extracting(droppingFirst: offset)) else { return "lost" }
    guard view.source == source, view.destination == destination, view.identification == id,
      view.trafficClass == trafficClass, view.ttl == (ttl > 0 ? ttl - 1 : 0)
    else { return "fields" }
    var fragment = datagram
    let total = fragment.withMutableBytes { bytes in
      IPv4Rewriting.setFragment(offset: piece, moreFragments: more, in: &bytes, at: offset)
        && IPv4Rewriting.setTotalLength(60, in: &bytes, at: offset)
    }
    guard let view = IPv4View(quoted: fragment.span.bytes.extracting(droppingFirst: offset)) else { return "lost" }
    guard total, view.fragmentOffset == piece, view.moreFragments == more, view.totalLength == 60,
      before.header != true || view.isChecksumValid
    else { return "fragment fields" }
    return nil
  }

  private static func rewriteIPv6(_ datagram: inout [UInt8], at offset: Int, _ random: inout SplitMix64) -> String? {
    let before = validity(datagram, offset)
    let source = IPv6Address(high: random.next(), low: random.next())
    let destination = IPv6Address(high: random.next(), low: random.next())
    let (limit, trafficClass) = (random.uint8(), TrafficClass(rawValue: random.uint8()))
    let isThere = IPv6View(quoted: datagram.span.bytes.extracting(droppingFirst: offset)) != nil
    let original = datagram
    let done = datagram.withMutableBytes { bytes in
      [
        IPv6Rewriting.setAddresses(source: source, destination: destination, in: &bytes, at: offset),
        IPv6Rewriting.setHopLimit(limit, in: &bytes, at: offset),
        IPv6Rewriting.setTrafficClass(trafficClass, in: &bytes, at: offset),
      ]
    }
    guard done.allSatisfy({ $0 == isThere }) else { return "answers \(done)" }
    guard isThere else { return datagram == original ? nil : "changed what is no header" }
    let decremented = datagram.withMutableBytes { IPv6Rewriting.decrementHopLimit(in: &$0, at: offset) }
    guard decremented == (limit > 0) else { return "hop limit" }
    guard before.transport != true || validity(datagram, offset).transport == true else { return "checksum" }
    guard let view = IPv6View(quoted: datagram.span.bytes.extracting(droppingFirst: offset)) else { return "lost" }
    guard view.source == source, view.destination == destination, view.trafficClass == trafficClass,
      view.hopLimit == (limit > 0 ? limit - 1 : 0)
    else { return "fields" }
    let old = original.span.bytes.extracting(droppingFirst: offset)
    guard view.flowLabel == old.uint32(at: 0) & 0xf_ffff, view.bytes.uint32(at: 4) >> 8 == old.uint32(at: 4) >> 8
    else { return "other fields" }
    return nil
  }

  private static func rewritePorts(_ datagram: inout [UInt8], at offset: Int, _ random: inout SplitMix64) -> String? {
    let before = validity(datagram, offset)
    let (source, destination, identifier) = (random.uint16(), random.uint16(), random.uint16())
    let original = datagram
    let ported = datagram.withMutableBytes {
      TransportRewriting.setPorts(source: source, destination: destination, in: &$0, at: offset)
    }
    let echoed = datagram.withMutableBytes { TransportRewriting.setEchoIdentifier(identifier, in: &$0, at: offset) }
    guard !(ported && echoed) else { return "both TCP and ICMP" }
    guard ported || echoed || datagram == original else { return "changed what is no header" }
    guard before.transport != true || validity(datagram, offset).transport == true else { return "checksum" }
    return nil
  }

  /// A partial checksum that is rewritten and finished is the complete checksum of what was rewritten.
  private static func rewritePartially(
    _ datagram: inout [UInt8], at offset: Int, _ random: inout SplitMix64
  ) -> String? {
    let (v4, v6) = (IPv4Address(bits: random.uint32()), IPv6Address(high: random.next(), low: random.next()))
    let port = random.uint16()
    let prepared = datagram.withMutableBytes { TransportChecksum.prepare(in: &$0, at: offset) }
    guard prepared else { return nil }
    datagram.withMutableBytes { bytes in
      IPv4Rewriting.setAddresses(source: v4, in: &bytes, at: offset, checksum: .partial)
        || IPv6Rewriting.setAddresses(destination: v6, in: &bytes, at: offset, checksum: .partial)
    }
    datagram.withMutableBytes {
      TransportRewriting.setPorts(source: port, in: &$0, at: offset, checksum: .partial)
    }
    var computed = datagram
    guard datagram.withMutableBytes({ TransportChecksum.finish(in: &$0, at: offset) }),
      computed.withMutableBytes({ TransportChecksum.complete(in: &$0, at: offset) })
    else { return "not finished" }
    guard TransportChecksum.isValid(datagram.span.bytes.extracting(droppingFirst: offset)) == true else {
      return "finished checksum is wrong"
    }
    return datagram == computed ? nil : "finished and computed checksums differ"
  }
}
