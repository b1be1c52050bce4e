import Buffers
import Dataplane
import Wire

/// The learning switch as a plain value: everything but the executor.
struct SwitchForwarding: ~Copyable {
  var table: MACTable
  private let looksAtTags: Bool
  private let membership: VLANMembership
  private let reservedGroupsPassed: UInt16
  private var sweepIsSet = false

  init(configuration: LearningSwitch.Configuration, portCount: Int) {
    table = MACTable(
      countMax: configuration.stationsMax, ageing: max(Nanoseconds(configuration.ageing), Nanoseconds(1)))
    looksAtTags = configuration.vlans != nil
    membership = VLANMembership(configuration.vlans ?? [], portCount: looksAtTags ? portCount : 0)
    reservedGroupsPassed = configuration.reservedGroupsPassed
  }

  /// Forwards a batch that came in by `ingress`, and sees to it that what is learnt from it ages.
  mutating func forward(_ batch: inout PacketBatch, from ingress: Int, _ context: ElementContext) {
    if looksAtTags {
      forwardTagged(&batch, from: ingress, context)
    } else {
      forwardPlain(&batch, from: ingress, context)
    }
    if !sweepIsSet && table.count > 0 { setSweep(context) }
  }

  /// Takes back the slots of aged stations.
  mutating func sweep(_ context: ElementContext) {
    table.sweep(now: context.now)
    setSweep(context)
  }

  private mutating func setSweep(_ context: ElementContext) {
    sweepIsSet = table.count > 0
    if sweepIsSet { context.setTimer(after: table.ageing, token: 0) }
  }

  /// Without VLANs. Frames of one sender to one station come in runs: for the second and later of a run the table would
  /// say what it said of the first, as the whole batch arrives at one port and at one instant. Any other frame ends the run,
  /// for its sender may be the station that the run is for.
  private mutating func forwardPlain(_ batch: inout PacketBatch, from ingress: Int, _ context: ElementContext) {
    let now = context.now
    var run = StationPair.none
    var runEgress = 0
    while let packet = batch.popFirst() {
      guard let pair = StationPair(packet) else {
        context.drop(packet, .malformed)
        continue
      }
      if pair == run && packet.traceID == 0 {
        context.emit(packet, to: runEgress)
        continue
      }
      run = .none
      if let reason = refusal(of: pair) {
        context.drop(packet, reason)
        continue
      }
      table.learn(pair.source, vlan: 0, port: ingress, now: now)
      guard let egress = egress(pair.destination, vlan: 0, packet, now, context) else {
        context.flood(packet, from: ingress)
        continue
      }
      if egress == ingress {
        context.drop(packet, .sameAsIngress)
      } else {
        (run, runEgress) = (pair, egress)
        context.emit(packet, to: egress)
      }
    }
  }

  /// Within the frame's VLAN. Here a run is of frames with the same tag, too.
  private mutating func forwardTagged(_ batch: inout PacketBatch, from ingress: Int, _ context: ElementContext) {
    let now = context.now
    var run = StationPair.none
    var runTag: UInt16?
    var runVLAN: UInt16 = 0
    var runEgress = 0
    while let packet = batch.popFirst() {
      guard let pair = StationPair(packet) else {
        context.drop(packet, .malformed)
        continue
      }
      let tag = VLANTagging.tag(of: packet)
      if pair == run && tag == runTag && packet.traceID == 0 {
        VLANTagging.emit(packet, tag, runVLAN, to: runEgress, membership, context)
        continue
      }
      run = .none
      if let reason = refusal(of: pair) {
        context.drop(packet, reason)
        continue
      }
      guard let vlan = membership.vlan(tag, arrivingAt: ingress) else {
        context.drop(packet, .vlanNotAllowed)
        continue
      }
      table.learn(pair.source, vlan: vlan, port: ingress, now: now)
      guard let egress = egress(pair.destination, vlan: vlan, packet, now, context) else {
        flood(packet, tag, vlan, from: ingress, context)
        continue
      }
      if egress == ingress {
        context.drop(packet, .sameAsIngress)
      } else {
        (run, runTag, runVLAN, runEgress) = (pair, tag, vlan, egress)
        VLANTagging.emit(packet, tag, vlan, to: egress, membership, context)
      }
    }
  }

  private func flood(
    _ packet: consuming Packet, _ tag: UInt16?, _ vlan: UInt16, from ingress: Int, _ context: ElementContext
  ) {
    var previous = -1
    for port in 0..<context.portCount
    where port != ingress && context.isConnected(port) && membership.carries(vlan, at: port) {
      if previous >= 0 { VLANTagging.emit(packet.clone(), tag, vlan, to: previous, membership, context) }
      previous = port
    }
    if previous < 0 { return context.drop(packet, .portNotConnected) }
    VLANTagging.emit(packet, tag, vlan, to: previous, membership, context)
  }

  /// Why a frame between these stations goes no further, whatever the table says; `nil` where it may.
  @inline(__always)
  private func refusal(of pair: StationPair) -> DropReason? {
    let destination = pair.destination
    guard destination.isLinkLocalGroup else { return nil }
    return reservedGroupsPassed & (1 << UInt16(destination.bits & 15)) == 0 ? .reservedGroup : nil
  }

  /// The port where the destination is, or `nil` where the frame is to be flooded.
  @inline(__always)
  private func egress(
    _ destination: MACAddress, vlan: UInt16, _ packet: borrowing Packet, _ now: Instant, _ context: ElementContext
  ) -> Int? {
    let egress = destination.isGroup ? nil : table.port(of: destination, vlan: vlan, now: now)
    if packet.traceID != 0 { explain(destination, vlan: vlan, egress, packet, context) }
    return egress
  }

  @inline(never)
  private func explain(
    _ destination: MACAddress, vlan: UInt16, _ egress: Int?, _ packet: borrowing Packet, _ context: ElementContext
  ) {
    let within = vlan == 0 ? "" : "VLAN \(vlan): "
    if let egress {
      context.note(packet, "\(within)\(destination) is at \(context.portNames[egress])")
    } else {
      context.note(packet, "\(within)\(destination.isGroup ? "group address" : "unknown station"): flood")
    }
  }
}

/// The two addresses at the front of a frame, as they lie there: compared in two instructions.
struct StationPair: Equatable {
  private let high: UInt64
  private let low: UInt64

  /// A pair that no frame has: the low part of a frame's is of 32 bits.
  static var none: StationPair { StationPair(high: 0, low: .max) }

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads the addresses of a frame, or is `nil` where it is shorter than an Ethernet header.
  @inline(__always)
  init?(_ packet: borrowing Packet) {
    let bytes = packet.bytes
    guard bytes.byteCount >= EthernetView.length else { return nil }
    high = bytes.uint64(at: 0)
    low = UInt64(bytes.uint32(at: 8))
  }

  /// Where the frame goes.
  @inline(__always)
  var destination: MACAddress { MACAddress(bits: high >> 16) }

  /// Who sent it.
  @inline(__always)
  var source: MACAddress { MACAddress(bits: (high & 0xffff) << 32 | low) }
}
