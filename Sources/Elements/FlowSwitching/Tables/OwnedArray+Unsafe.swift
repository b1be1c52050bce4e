/// A growable array that is never shared, so that reading and writing an element is a check of the index and a load or
/// store. Elements may be such as cannot be copied.
@safe
struct OwnedArray<Element: ~Copyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  /// How many elements there are.
  private(set) var count: Int

  /// An empty array, without storage.
  init() {
    unsafe base = UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment).unsafelyUnwrapped
    capacity = 0
    count = 0
  }

  deinit {
    unsafe base.deinitialize(count: count)
    if capacity > 0 { unsafe base.deallocate() }
  }

  /// The element at `index`.
  subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress {
      precondition(index >= 0 && index < count, "index out of range")
      return unsafe UnsafePointer(base + index)
    }
    @inline(__always) unsafeMutableAddress {
      precondition(index >= 0 && index < count, "index out of range")
      return unsafe base + index
    }
  }

  /// Puts an element behind the others.
  mutating func append(_ element: consuming Element) {
    if count == capacity { reserve(Swift.max(8, capacity * 2)) }
    unsafe (base + count).initialize(to: element)
    count += 1
  }

  /// Makes room for `wanted` elements in all.
  mutating func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    let fresh = UnsafeMutablePointer<Element>.allocate(capacity: wanted)
    unsafe fresh.moveInitialize(from: base, count: count)
    if capacity > 0 { unsafe base.deallocate() }
    unsafe base = unsafe fresh
    capacity = wanted
  }

  /// Takes all elements out; the storage stays.
  mutating func removeAll() {
    unsafe base.deinitialize(count: count)
    count = 0
  }
}

extension OwnedArray where Element: BitwiseCopyable {
  /// An array of `count` equal elements.
  init(repeating element: Element, count: Int) {
    self.init()
    reserve(count)
    for _ in 0..<count { append(element) }
  }
}
