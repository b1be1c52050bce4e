import Buffers
import Wire

/// Carries out the steps that change a packet: in its octets, in its checksums, and in its key.
enum FieldWriter {
  /// Sets bits of a field; nothing happens to a packet that does not have it. False where the packet could not be
  /// written.
  static func set(_ step: Step, _ packet: inout Packet, _ run: inout PacketRun) -> Bool {
    let field = step.field
    if field == .vlanID || field == .vlanPriority { return setTag(step, &packet, &run) }
    guard has(field, run) else { return true }
    let old = run.key[field]
    let new = (old & ~step.mask) | step.value
    guard new != old else { return true }
    run.key[field] = new
    switch field {
    case .metadata, .register0, .register1, .register2, .register3: return true
    default: break
    }
    guard packet.makeWritable() else { return false }
    write(field, new, &packet, run)
    return true
  }

  /// True where the packet has the field.
  private static func has(_ field: MatchField, _ run: PacketRun) -> Bool {
    let type = UInt16(truncatingIfNeeded: run.key.words[0] >> 32)
    switch field {
    case .ethernetSource, .ethernetDestination, .metadata, .register0, .register1, .register2, .register3: return true
    case .ipv4Source, .ipv4Destination: return run.layers.network != 0 && type == EtherType.ipv4.rawValue
    case .ipv6Source, .ipv6Destination: return run.layers.network != 0 && type == EtherType.ipv6.rawValue
    case .ipDSCP, .ipECN, .ipTTL:
      return run.layers.network != 0 && (type == EtherType.ipv4.rawValue || type == EtherType.ipv6.rawValue)
    case .transportSource, .transportDestination:
      let proto = IPProtocol(rawValue: UInt8(truncatingIfNeeded: run.key.words[1] >> 8))
      return run.layers.transport != 0 && (proto == .tcp || proto == .udp)
    case .arpOperation, .arpSenderIP, .arpTargetIP, .arpSenderMAC, .arpTargetMAC:
      return run.layers.network != 0 && (type == EtherType.arp.rawValue || type == 0x8035)
    case .inPort, .ethernetType, .vlanTCI, .vlanID, .vlanPriority, .ipProtocol, .ipFragment, .tcpFlags, .icmpType,
      .icmpCode, .ndTarget, .ndSourceMAC, .ndTargetMAC:
      return false
    }
  }

  private static func write(_ field: MatchField, _ value: UInt128, _ packet: inout Packet, _ run: PacketRun) {
    let (network, transport) = (run.layers.network, run.layers.transport)
    // A partial checksum is the one at the transport header, unless it is that of something further in.
    let isPartial = packet.offload.needsChecksum && Int(packet.offload.checksumStart) == transport
    let checksum: ChecksumState = isPartial ? .partial : .complete
    var bytes = packet.mutableBytes
    switch field {
    case .ethernetDestination: bytes.setMACAddress(MACAddress(value), at: 0)
    case .ethernetSource: bytes.setMACAddress(MACAddress(value), at: 6)
    case .ipv4Source:
      IPv4Rewriting.setAddresses(source: IPv4Address(value), in: &bytes, at: network, checksum: checksum)
    case .ipv4Destination:
      IPv4Rewriting.setAddresses(destination: IPv4Address(value), in: &bytes, at: network, checksum: checksum)
    case .ipv6Source:
      IPv6Rewriting.setAddresses(source: IPv6Address(bits: value), in: &bytes, at: network, checksum: checksum)
    case .ipv6Destination:
      IPv6Rewriting.setAddresses(destination: IPv6Address(bits: value), in: &bytes, at: network, checksum: checksum)
    case .ipDSCP, .ipECN: setTrafficClass(UInt8(truncatingIfNeeded: run.key.words[2] >> 8), &bytes, network)
    case .ipTTL: setTTL(UInt8(truncatingIfNeeded: value), &bytes, network)
    case .transportSource:
      TransportRewriting.setPorts(
        source: UInt16(truncatingIfNeeded: value), in: &bytes, at: network, checksum: checksum)
    case .transportDestination:
      TransportRewriting.setPorts(
        destination: UInt16(truncatingIfNeeded: value), in: &bytes, at: network, checksum: checksum)
    case .arpOperation: bytes.setUInt16(UInt16(truncatingIfNeeded: value), at: network + 6)
    case .arpSenderMAC: bytes.setMACAddress(MACAddress(value), at: network + 8)
    case .arpSenderIP: bytes.setIPv4Address(IPv4Address(value), at: network + 14)
    case .arpTargetMAC: bytes.setMACAddress(MACAddress(value), at: network + 18)
    case .arpTargetIP: bytes.setIPv4Address(IPv4Address(value), at: network + 24)
    case .inPort, .ethernetType, .vlanTCI, .vlanID, .vlanPriority, .ipProtocol, .ipFragment, .tcpFlags, .icmpType,
      .icmpCode, .ndTarget, .ndSourceMAC, .ndTargetMAC, .metadata, .register0, .register1, .register2, .register3:
      break
    }
  }

  private static func setTrafficClass(_ octet: UInt8, _ bytes: inout MutableRawSpan, _ network: Int) {
    let value = TrafficClass(rawValue: octet)
    if !IPv4Rewriting.setTrafficClass(value, in: &bytes, at: network) {
      IPv6Rewriting.setTrafficClass(value, in: &bytes, at: network)
    }
  }

  private static func setTTL(_ ttl: UInt8, _ bytes: inout MutableRawSpan, _ network: Int) {
    if !IPv4Rewriting.setTTL(ttl, in: &bytes, at: network) {
      IPv6Rewriting.setHopLimit(ttl, in: &bytes, at: network)
    }
  }
}

extension MACAddress {
  /// The address in the low 48 bits of a field's value.
  fileprivate init(_ value: UInt128) { self.init(bits: UInt64(truncatingIfNeeded: value)) }
}

extension IPv4Address {
  /// The address in the low 32 bits of a field's value.
  fileprivate init(_ value: UInt128) { self.init(bits: UInt32(truncatingIfNeeded: value)) }
}
