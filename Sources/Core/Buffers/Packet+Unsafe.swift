/// One packet, owned by whoever holds it.
///
/// A packet cannot be copied: handing it on moves it, and one that goes out of scope gives its buffer back. `clone`
/// makes a second packet over the same octets for a flood; the octets are copied only when one of them is to be
/// written (`makeWritable`).
///
/// ```
///   buffer: |<- headroom ->|<------- bytes ------->|<- tailroom ->|
///                          ^ start                 ^ start + count
/// ```
@frozen
@safe
public struct Packet: ~Copyable {
  @usableFromInline var buffer: UnsafeMutablePointer<BufferHeader>
  @usableFromInline var start: UInt32
  @usableFromInline var length: UInt32

  /// Work that an edge was spared; see `OffloadMetadata`.
  public var offload: OffloadMetadata
  /// The port of the element that has it now, where it came in. Set by the dataplane on each hop.
  public var arrivalPort: UInt16
  /// Not 0: the packet is being followed by a trace of that number.
  public var traceID: UInt16

  @inlinable @inline(__always)
  init(buffer: UnsafeMutablePointer<BufferHeader>, start: UInt32, count: UInt32) {
    unsafe self.buffer = unsafe buffer
    self.start = start
    self.length = count
    offload = OffloadMetadata()
    arrivalPort = 0
    traceID = 0
  }

  @inlinable @inline(__always)
  deinit {
    let left = unsafe buffer.pointee.references &- 1
    unsafe buffer.pointee.references = left
    if left == 0 { unsafe buffer.pointee.pool.put(buffer) }
  }

  /// Length of the packet, octets, from the Ethernet header on.
  @inlinable public var count: Int { Int(length) }
  /// Octets that can be put in front.
  @inlinable public var headroom: Int { Int(start) }
  /// Octets that can be put behind.
  @inlinable public var tailroom: Int { BufferLayout.dataSize - Int(start) - Int(length) }
  /// True where another packet has the same octets, so that they must not be written.
  @inlinable public var isShared: Bool { unsafe buffer.pointee.references > 1 }

  /// The octets, to read.
  @inlinable
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    @inline(__always)
    get {
      let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(buffer.data + Int(start)), byteCount: Int(length))
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The octets, to write. The packet must not be shared: call `makeWritable` first.
  @inlinable
  public var mutableBytes: MutableRawSpan {
    @_lifetime(&self)
    @inline(__always)
    mutating get {
      precondition(!isShared, "write to a shared packet: call makeWritable first")
      let span = unsafe MutableRawSpan(_unsafeStart: buffer.data + Int(start), byteCount: Int(length))
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }
}

extension Packet {
  /// A second packet over the same octets, with the same metadata. No octet is copied.
  @inlinable
  public borrowing func clone() -> Packet {
    unsafe buffer.pointee.references &+= 1
    var twin = unsafe Packet(buffer: buffer, start: start, count: length)
    twin.offload = offload
    twin.arrivalPort = arrivalPort
    twin.traceID = traceID
    return twin
  }

  /// Makes sure that the octets are this packet's alone, copying them if they are shared.
  /// False, and nothing is changed, where the pool has no buffer for the copy: drop with `noBuffers`.
  @inlinable
  public mutating func makeWritable() -> Bool { isShared ? copyStorage() : true }

  @usableFromInline
  mutating func copyStorage() -> Bool {
    guard let fresh = unsafe buffer.pointee.pool.take() else { return false }
    unsafe (fresh.data + Int(start)).copyMemory(from: UnsafeRawPointer(buffer.data + Int(start)), byteCount: count)
    unsafe buffer.pointee.references &-= 1
    unsafe buffer = unsafe fresh
    return true
  }

  /// A new empty packet from the pool that this one came from, or `nil` where it has none left.
  @inlinable
  public borrowing func allocateSibling() -> Packet? {
    guard let fresh = unsafe buffer.pointee.pool.take() else { return nil }
    return unsafe Packet(buffer: fresh, start: UInt32(PacketPool.headroom), count: 0)
  }
}
