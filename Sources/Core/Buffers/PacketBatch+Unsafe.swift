/// A first-in, first-out run of owned packets: what an element is handed, and what a link holds.
///
/// The packets lie side by side, so that taking one is a load and putting one is a store:
///
/// ```
///   base          first            end             limit
///    |  taken out   |  the packets  |  free           |
/// ```
///
/// Storage grows on demand to what the run has needed so far and is then reused, so a warm dataplane does not allocate.
/// Packets that are still inside when a batch goes away give their buffers back.
@frozen
@safe
public struct PacketBatch: ~Copyable {
  /// The most packets that an element is handed at once.
  public static let countMax = 256

  @usableFromInline var first: UnsafeMutablePointer<Packet>
  @usableFromInline var end: UnsafeMutablePointer<Packet>
  @usableFromInline var limit: UnsafeMutablePointer<Packet>
  @usableFromInline var base: UnsafeMutablePointer<Packet>

  /// An empty batch.
  @inlinable
  public init() {
    // No storage: an address that is compared, and never followed.
    unsafe base = UnsafeMutablePointer(bitPattern: MemoryLayout<Packet>.stride).unsafelyUnwrapped
    unsafe first = unsafe base
    unsafe end = unsafe base
    unsafe limit = unsafe base
  }

  /// An empty batch with room for `capacity` packets.
  @inlinable
  public init(capacity: Int) {
    self.init()
    if capacity > 0 { reallocate(capacity: capacity) }
  }

  @inlinable
  deinit {
    if unsafe limit != base {
      unsafe first.deinitialize(count: end - first)
      unsafe base.deallocate()
    }
  }

  /// How many packets are inside.
  @inlinable public var count: Int { @inline(__always) get { unsafe end - first } }
  /// True where no packet is inside.
  @inlinable public var isEmpty: Bool { @inline(__always) get { unsafe first == end } }

  /// Puts a packet behind the others.
  @inlinable @inline(__always)
  public mutating func append(_ packet: consuming Packet) {
    if unsafe end == limit { makeRoom() }
    unsafe end.initialize(to: packet)
    unsafe end += 1
  }

  /// Takes the first packet out, or answers `nil` where none is left.
  @inlinable @inline(__always)
  public mutating func popFirst() -> Packet? {
    guard unsafe first != end else { return nil }
    let packet = unsafe first.move()
    unsafe first += 1
    return packet
  }

  /// Moves the only packet to `other`, which is empty, so that both begin anew with their storage.
  @inlinable @inline(__always)
  public mutating func moveOnly(to other: inout PacketBatch) {
    precondition(count == 1 && other.isEmpty, "one packet moves to where there is none")
    unsafe other.first = unsafe other.base
    unsafe other.end = unsafe other.base
    unsafe other.append(first.move())
    unsafe first = unsafe base
    unsafe end = unsafe base
  }

  /// Drops every packet that is still inside, uncounted.
  @inlinable
  public mutating func removeAll() {
    unsafe first.deinitialize(count: end - first)
    unsafe first = unsafe base
    unsafe end = unsafe base
  }

  /// Calls `body` with each packet, first to last, leaving them inside.
  @inlinable
  public borrowing func forEach(_ body: (borrowing Packet) -> Void) {
    for index in unsafe 0..<(end - first) { unsafe body(first[index]) }
  }

  /// Makes place for one more behind the last: in the storage there is, where half of it has been taken out, else in more.
  @usableFromInline
  mutating func makeRoom() {
    let capacity = unsafe limit - base
    if capacity > 0 && count <= capacity / 2 {
      let kept = count
      unsafe base.moveInitialize(from: first, count: kept)
      unsafe first = unsafe base
      unsafe end = unsafe base + kept
    } else {
      reallocate(capacity: max(8, capacity * 2))
    }
  }

  @usableFromInline
  mutating func reallocate(capacity: Int) {
    let kept = count
    let fresh = UnsafeMutablePointer<Packet>.allocate(capacity: capacity)
    unsafe fresh.moveInitialize(from: first, count: kept)
    if unsafe limit != base { unsafe base.deallocate() }
    unsafe base = unsafe fresh
    unsafe first = unsafe fresh
    unsafe end = unsafe fresh + kept
    unsafe limit = unsafe fresh + capacity
  }
}
