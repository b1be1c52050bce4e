/// The first cache line of every buffer, in front of its octets.
@frozen
@usableFromInline
@unsafe
struct BufferHeader {
  /// The next free buffer, while this one is free.
  @usableFromInline var next: UnsafeMutablePointer<BufferHeader>?
  /// The pool it goes back to.
  @usableFromInline let pool: UnsafeMutablePointer<PoolState>
  /// How many packets share it; not atomic, for a pool belongs to one worker.
  @usableFromInline var references: UInt32

  @inlinable
  init(pool: UnsafeMutablePointer<PoolState>) {
    unsafe self.next = nil
    unsafe self.pool = unsafe pool
    unsafe self.references = 0
  }
}

/// What the buffers of one pool share. It outlives the pool object for as long as packets are out.
@frozen
@usableFromInline
@unsafe
struct PoolState {
  /// The most recently freed buffer: the one most likely still in the cache.
  @usableFromInline var free: UnsafeMutablePointer<BufferHeader>?
  /// The arenas that the buffers are cut from, each of `BufferLayout.buffersPerArena` of them, and made when the first of
  /// them is needed: a large pool of which little is used asks the system for little.
  @usableFromInline let arenas: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// Buffers in all arenas together.
  @usableFromInline let capacity: Int
  /// Buffers that have been used at least once; those beyond have never been touched, and cost no memory. They come from
  /// the arenas one after the other.
  @usableFromInline var touched: Int
  /// Buffers held by packets.
  @usableFromInline var inUse: Int
  /// Requests refused because no buffer was free.
  @usableFromInline var refused: UInt64
  /// The pool object is gone; the last packet frees the arenas.
  @usableFromInline var isClosed: Bool

  @usableFromInline
  init(capacity: Int) {
    unsafe free = nil
    unsafe arenas = .allocate(capacity: BufferLayout.arenas(for: capacity))
    unsafe self.capacity = capacity
    unsafe touched = 0
    unsafe inUse = 0
    unsafe refused = 0
    unsafe isClosed = false
  }
}

/// Where things are in a buffer.
///
/// ```
/// 0        64          64+128                                     64+67648
/// +--------+-----------+-------------------------------+----------+
/// | header | headroom  | packet                        | tailroom |
/// +--------+-----------+-------------------------------+----------+
/// ```
///
/// The stride is not a multiple of 4096: otherwise the headers of all packets would compete for the same few sets of
/// the first-level cache. Pages that no packet has reached are never touched, so a small packet costs a page or two.
@usableFromInline
enum BufferLayout {
  /// Octets of the header in front.
  @inlinable static var headerSize: Int { 64 }
  /// Octets that a packet may have, headroom included: 65,535 of IP, the Ethernet header, tags, and room to spare.
  @inlinable static var dataSize: Int { 67_648 }
  /// Distance from one buffer to the next.
  @inlinable static var stride: Int { headerSize + dataSize + 64 }
  /// Buffers in an arena: 66 MiB of address space.
  @inlinable static var buffersPerArena: Int { 1024 }

  /// Arenas that hold so many buffers.
  @usableFromInline
  static func arenas(for buffers: Int) -> Int { (buffers + buffersPerArena - 1) / buffersPerArena }
}

extension UnsafeMutablePointer where Pointee == PoolState {
  /// Takes a free buffer with a reference count of one, or `nil` where all are in use.
  @inlinable @inline(__always)
  func take() -> UnsafeMutablePointer<BufferHeader>? {
    let buffer: UnsafeMutablePointer<BufferHeader>
    if let head = unsafe pointee.free {
      unsafe pointee.free = unsafe head.pointee.next
      unsafe buffer = unsafe head
    } else if unsafe pointee.touched < pointee.capacity {
      unsafe buffer = unsafe firstTouch()
    } else {
      unsafe pointee.refused &+= 1
      return nil
    }
    unsafe buffer.pointee.references = 1
    unsafe pointee.inUse &+= 1
    return unsafe buffer
  }

  /// Cuts the next buffer out of the last arena, or out of a new one.
  @usableFromInline
  func firstTouch() -> UnsafeMutablePointer<BufferHeader> {
    let (number, place) = unsafe pointee.touched.quotientAndRemainder(dividingBy: BufferLayout.buffersPerArena)
    if place == 0 {
      let buffers = unsafe min(BufferLayout.buffersPerArena, pointee.capacity - pointee.touched)
      unsafe (pointee.arenas + number).initialize(
        to: .allocate(byteCount: buffers * BufferLayout.stride, alignment: 4096))
    }
    let address = unsafe pointee.arenas[number] + place * BufferLayout.stride
    let buffer = unsafe address.bindMemory(to: BufferHeader.self, capacity: 1)
    unsafe buffer.initialize(to: BufferHeader(pool: self))
    unsafe pointee.touched += 1
    return unsafe buffer
  }

  /// Takes back a buffer that no packet holds any more.
  @inlinable @inline(__always)
  func put(_ buffer: UnsafeMutablePointer<BufferHeader>) {
    unsafe buffer.pointee.next = unsafe pointee.free
    unsafe pointee.free = unsafe buffer
    unsafe pointee.inUse &-= 1
    if unsafe pointee.isClosed { unsafe freeIfUnused() }
  }

  /// Frees the arenas once the pool is closed and every packet has come home.
  @usableFromInline
  func freeIfUnused() {
    guard unsafe pointee.isClosed, unsafe pointee.inUse == 0 else { return }
    for number in 0..<BufferLayout.arenas(for: unsafe pointee.touched) { unsafe pointee.arenas[number].deallocate() }
    unsafe pointee.arenas.deallocate()
    unsafe deinitialize(count: 1)
    unsafe deallocate()
  }
}

extension UnsafeMutablePointer where Pointee == BufferHeader {
  /// The first octet behind the header.
  @inlinable @inline(__always)
  var data: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(self) + BufferLayout.headerSize }
}
