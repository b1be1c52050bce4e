public import DequeModule

/// A first-in, first-out run of owned packets: what an element is handed, and what a link holds.
///
/// Storage grows on demand to what the run has needed so far and is then reused, so a warm dataplane does not allocate.
/// Packets that are still inside when a batch goes away give their buffers back.
@frozen
public struct PacketBatch: ~Copyable {
  /// The most packets that an element is handed at once.
  public static let countMax = 256

  @usableFromInline var packets: UniqueDeque<Packet>

  /// An empty batch.
  @inlinable
  public init() { packets = UniqueDeque() }

  /// An empty batch with room for `capacity` packets.
  @inlinable
  public init(capacity: Int) { packets = UniqueDeque(minimumCapacity: capacity) }

  /// How many packets are inside.
  @inlinable public var count: Int { packets.count }
  /// True where no packet is inside.
  @inlinable public var isEmpty: Bool { packets.isEmpty }

  /// Puts a packet behind the others.
  @inlinable @inline(__always)
  public mutating func append(_ packet: consuming Packet) { packets.append(packet) }

  /// Takes the first packet out, or answers `nil` where none is left.
  @inlinable @inline(__always)
  public mutating func popFirst() -> Packet? { packets.popFirst() }

  /// Drops every packet that is still inside, uncounted.
  @inlinable
  public mutating func removeAll() { packets.removeAll() }
}
