public import Topology

/// How a link is, and what has passed it.
public struct LinkStatus: Codable, Sendable {
  /// The link, as `alice:eth0 -- sw1:eth1`.
  public var link: String
  /// False where nothing passes in at least one direction.
  public var isUp: Bool
  /// What the file's schedule does to the link, in words; `nil` where it has none.
  public var schedule: String?
  /// From the first end to the second, and back.
  public var directions: [LinkDirectionStatus]
}

/// How one direction of a link is, and what has passed it. Super-packets of segmentation offload count as the packets that
/// the link cut them into, and as one where it left them whole.
public struct LinkDirectionStatus: Codable, Sendable {
  /// The end that packets come from.
  public var from: String
  /// The end that they arrive at.
  public var to: String
  /// False where nothing passes.
  public var isUp: Bool
  /// What is set that a plain cable has not, with the keys of the file.
  public var conditions: JSONValue
  /// The same in words.
  public var conditionsText: String
  /// Packets that arrived, copies included.
  public var packets: UInt64 = 0
  /// Octets that arrived.
  public var octets: UInt64 = 0
  /// Packets lost as the conditions say.
  public var lost: UInt64 = 0
  /// Packets that found the queue full.
  public var queueDrops: UInt64 = 0
  /// Packets that CoDel dropped.
  public var managedDrops: UInt64 = 0
  /// Packets dropped because too many were on the way.
  public var flightDrops: UInt64 = 0
  /// Packets lost because the link was down, or went down around them.
  public var downDrops: UInt64 = 0
  /// Packets that arrived with one bit inverted.
  public var corrupted: UInt64 = 0
  /// Packets that were copied.
  public var duplicated: UInt64 = 0
  /// Packets that skipped the delay.
  public var reordered: UInt64 = 0
  /// Packets that wait for the rate now.
  public var queuePackets: Int = 0
  /// Octets that wait for the rate now.
  public var queueOctets: Int = 0
  /// The most packets that ever waited.
  public var queuePacketsMax: Int = 0
  /// The most octets that ever waited.
  public var queueOctetsMax: Int = 0
  /// Packets on the way now.
  public var inFlight: Int = 0

  /// Nothing has passed yet.
  init(from: Endpoint, to: Endpoint, _ conditions: LinkConditions) {
    self.from = from.description
    self.to = to.description
    isUp = !conditions.isDown
    self.conditions = conditions.json
    conditionsText = conditions.description
  }
}
