import Buffers
import Wire

/// VLAN tags and time to live.
extension FieldWriter {
  /// Sets identifier or priority of the outermost tag; a packet without one is given one. False where the packet could
  /// not be written.
  static func setTag(_ step: Step, _ packet: inout Packet, _ run: inout PacketRun) -> Bool {
    if run.layers.tags == 0, !push(EtherType.vlan.rawValue, &packet, &run) { return false }
    let new = (run.key[step.field] & ~step.mask) | step.value
    guard new != run.key[step.field] else { return true }
    guard packet.makeWritable() else { return false }
    run.key[step.field] = new
    var bytes = packet.mutableBytes
    let isDropEligible = bytes.bytes.octet(at: 14) & 0x10
    let control = UInt16(truncatingIfNeeded: run.key[.vlanTCI]) & 0xefff | UInt16(isDropEligible) << 8
    bytes.setUInt16(control, at: 14)
    return true
  }

  /// Puts an empty tag in front of the others. False where there is no room for it.
  static func push(_ type: UInt16, _ packet: inout Packet, _ run: inout PacketRun) -> Bool {
    guard packet.openGap(at: 12, length: VLANTag.length) else { return false }
    var bytes = packet.mutableBytes
    bytes.setUInt16(type, at: 12)
    bytes.setUInt16(0, at: 14)
    if run.layers.tags >= FlowKeyReader.tagsMax * VLANTag.length {
      reread(packet, &run)
    } else {
      let inner = run.key[.vlanTCI]
      run.key.words[0] = run.key.words[0] & ~0xffff_ffff | 0x1000_0000 | UInt64(inner)
      run.layers.move(by: VLANTag.length)
    }
    return true
  }

  /// Takes the outermost tag off, if there is one. False where the packet could not be written.
  static func pop(_ packet: inout Packet, _ run: inout PacketRun) -> Bool {
    guard run.layers.tags > 0 else { return true }
    guard packet.closeGap(at: 12, length: VLANTag.length) else { return false }
    if run.layers.tags >= FlowKeyReader.tagsMax * VLANTag.length {
      reread(packet, &run)
    } else {
      run.key.words[0] &= ~0xffff_ffff
      run.layers.move(by: -VLANTag.length)
    }
    return true
  }

  /// Reads the fields anew, as behind other tags there may be other headers to be seen.
  private static func reread(_ packet: borrowing Packet, _ run: inout PacketRun) {
    var key = FlowKey()
    key.words[0] = run.key.words[0] & 0xffff_0000_0000_0000
    for index in 13..<FlowKey.wordCount { key.words[index] = run.key.words[index] }
    if let layers = FlowKeyReader.read(packet.bytes, into: &key) { run.layers = layers }
    run.key = key
  }

  /// Takes 1 from time to live or hop limit. `nil` where it may not be: it is 1 or 0 already; false where the packet
  /// could not be written.
  static func decrementTTL(_ packet: inout Packet, _ run: inout PacketRun) -> Bool? {
    let type = UInt16(truncatingIfNeeded: run.key.words[0] >> 32)
    guard run.layers.network != 0, type == EtherType.ipv4.rawValue || type == EtherType.ipv6.rawValue else {
      return true
    }
    guard run.key[.ipTTL] > 1 else { return nil }
    guard packet.makeWritable() else { return false }
    run.key.words[1] &-= 1
    let network = run.layers.network
    var bytes = packet.mutableBytes
    if !IPv4Rewriting.decrementTTL(in: &bytes, at: network) {
      IPv6Rewriting.decrementHopLimit(in: &bytes, at: network)
    }
    return true
  }
}
