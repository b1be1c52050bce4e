/// A bounded store of packet buffers, each large enough for a segmentation super-packet.
///
/// One pool belongs to one worker: taking and giving back a buffer is a few instructions, without atomics. The bound is
/// hard: where no buffer is free, `allocate` answers `nil` and the caller drops with `noBuffers`. Buffers are reused
/// last in, first out, so a lab that forwards small batches works in the cache however large its pool is; memory that
/// was never used is never touched, and is asked of the system 1,024 buffers at a time: that is the one moment at which
/// taking a buffer costs more.
@safe
public final class PacketPool {
  /// Octets in front of a new packet, kept free for tags, encapsulation and the device's header.
  public static let headroom = 128
  /// The longest packet that fits behind the headroom, octets.
  public static let packetLengthMax = BufferLayout.dataSize - 128
  /// The bound used where none is given: 4,096 buffers, 265 MiB of address space, of which only what is used is real.
  public static let defaultCapacity = 4096

  @usableFromInline let state: UnsafeMutablePointer<PoolState>

  /// Makes a pool of `capacity` buffers (at least one).
  public init(capacity: Int = PacketPool.defaultCapacity) {
    precondition(capacity > 0, "a pool holds at least one buffer")
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: PoolState(capacity: capacity))
  }

  deinit {
    unsafe state.pointee.isClosed = true
    unsafe state.freeIfUnused()
  }

  /// How many buffers the pool may hand out at once.
  public var capacity: Int { unsafe state.pointee.capacity }
  /// How many buffers are out now.
  public var inUse: Int { unsafe state.pointee.inUse }
  /// How many requests were refused because all were out.
  public var refused: UInt64 { unsafe state.pointee.refused }

  /// An empty packet behind the usual headroom, or `nil` where all buffers are out.
  @inlinable
  public func allocate() -> Packet? {
    guard let buffer = unsafe state.take() else { return nil }
    return unsafe Packet(buffer: buffer, start: UInt32(PacketPool.headroom), count: 0)
  }

  /// A packet holding a copy of `bytes`; `nil` where all buffers are out or `bytes` do not fit.
  public func packet(copying bytes: RawSpan) -> Packet? {
    guard bytes.byteCount <= PacketPool.packetLengthMax, var packet = allocate() else { return nil }
    packet.append(bytes)
    return packet
  }

  /// A packet holding a copy of `bytes`; `nil` where all buffers are out or `bytes` do not fit.
  public func packet(_ bytes: [UInt8]) -> Packet? {
    let span = bytes.span
    return unsafe packet(copying: span.bytes)
  }
}
