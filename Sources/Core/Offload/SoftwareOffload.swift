public import Buffers

/// What an edge does that the kernel did not: a packet with offload metadata becomes frames that anybody can read.
///
/// Whoever hands packets to something without offloads (a capture, a tunnel, an embedded host, a link that loses single
/// frames) sends them through `complete` first:
///
/// ```swift
/// switch SoftwareOffload.complete(packet, into: &frames) {
/// case .completed: break
/// case .failed(let packet, .malformed): context.drop(packet, .malformed)
/// case .failed(let packet, .noBuffers): context.drop(packet, .noBuffers)
/// }
/// ```
///
/// The metadata may come from a hostile device. It is believed only where the packet agrees with it; nothing here traps.
/// The other direction, coalescing frames into super-packets, is not done: super-packets are made by the kernel alone.
public enum SoftwareOffload {
  /// Appends to `frames` the frames that `packet` stands for: the packet itself where it is complete, the packet with
  /// its checksum where only that was missing, or its segments. They keep arrival port and trace number.
  @inlinable
  public static func complete(_ packet: consuming Packet, into frames: inout PacketBatch) -> Completion {
    if packet.offload.isComplete {
      frames.append(packet)
      return .completed(frames: 1)
    }
    return completeSlowly(packet, into: &frames)
  }

  @usableFromInline
  static func completeSlowly(_ packet: consuming Packet, into frames: inout PacketBatch) -> Completion {
    if packet.offload.segmentation != .none { return segment(packet, into: &frames) }
    if let failure = completeChecksum(of: &packet) { return .failed(packet, failure) }
    frames.append(packet)
    return .completed(frames: 1)
  }

  /// Writes the checksum that `packet` lacks, if it lacks one, and says so in the metadata; `nil` where all is well. A
  /// super-packet is refused as malformed: its segments have the checksums.
  public static func completeChecksum(of packet: inout Packet) -> OffloadFailure? {
    let offload = packet.offload
    guard offload.segmentation == .none else { return .malformed }
    guard offload.needsChecksum else { return nil }
    guard let checksum = PartialChecksum(offload, packetLength: packet.count) else { return .malformed }
    guard packet.makeWritable() else { return .noBuffers }
    var bytes = packet.mutableBytes
    checksum.complete(in: &bytes)
    packet.offload.needsChecksum = false
    return nil
  }

  /// The length of the longest frame that `packet` will become, octets: what must fit the next link, whose MTU is the
  /// same less 14 for the Ethernet header. `nil` where the metadata contradicts the packet.
  public static func longestFrame(of packet: borrowing Packet) -> Int? {
    if packet.offload.segmentation == .none { return packet.count }
    return SegmentationPlan(packet.bytes, packet.offload)?.longestFrame
  }

  private static func segment(_ packet: consuming Packet, into frames: inout PacketBatch) -> Completion {
    guard let plan = SegmentationPlan(packet.bytes, packet.offload) else { return .failed(packet, .malformed) }
    for index in 0..<plan.count {
      guard var frame = packet.allocateSibling() else { return .failed(packet, .noBuffers) }
      plan.write(index, of: packet, to: &frame)
      frame.arrivalPort = packet.arrivalPort
      frame.traceID = packet.traceID
      frames.append(frame)
    }
    return .completed(frames: plan.count)
  }
}
