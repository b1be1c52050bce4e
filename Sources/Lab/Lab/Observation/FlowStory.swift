import Dataplane

/// What befell the packets of one conversation.
public struct FlowStory: Sendable {
  /// The packets, in the order in which they left their hosts.
  public let packets: [PacketStory]

  init(_ packets: [PacketStory]) { self.packets = packets }

  /// The packet that explains best why a conversation did not come about: the last that was dropped on its way, else the
  /// last at all.
  public var decisive: PacketStory? { packets.last { $0.drop != nil && !$0.isDelivered } ?? packets.last }
}

/// What befell one packet, its copies included.
public struct PacketStory: Sendable {
  /// The packet's way, step by step.
  public let report: TraceReport
  /// True where it came to the node it was sent to.
  public let isDelivered: Bool
  /// Where it died and why, where it did not come to its end: of several copies the one that counts.
  public let drop: Drop?

  /// The death of a packet.
  public struct Drop: Sendable {
    /// The element.
    public let node: String
    /// The reason's name, as `noRoute`.
    public let reason: String
    /// The reason in words.
    public let meaning: String
  }

  init(_ recorder: TraceRecorder, of pattern: FlowPattern) {
    let target = recorder.source == pattern.source ? pattern.destination : pattern.source
    report = recorder.report(to: target)
    isDelivered = report.isDelivered
    drop = recorder.decisiveDrop.map { Drop(node: $0.node, reason: $0.reason.name, meaning: $0.reason.description) }
  }
}
