/// Runs of 1 to 64 elements in one array, found by the index of their first: where a trie keeps the children of a node
/// side by side. A run that grows or shrinks moves to one of its new size; those left behind are used again.
struct BlockArena<Element> {
  /// All runs, in use and free.
  var elements: [Element] = []
  /// Where the free runs of each size begin; empty until one is given back.
  private var free: [[UInt32]] = []
  private let filler: Element

  /// An arena without runs; `filler` fills what was never used.
  init(filler: Element) { self.filler = filler }

  /// Puts an element behind all runs, for ever.
  mutating func append(_ element: Element) { elements.append(element) }

  /// Takes a run of `count` elements, whose content is unspecified; 0 where `count` is 0.
  mutating func allocate(_ count: Int) -> UInt32 {
    if count == 0 { return 0 }
    if count < free.count, let base = free[count].popLast() { return base }
    let base = UInt32(elements.count)
    elements.append(contentsOf: repeatElement(filler, count: count))
    return base
  }

  /// Gives a run back.
  mutating func release(_ base: UInt32, count: Int) {
    if count == 0 { return }
    if free.isEmpty { free = Array(repeating: [], count: 65) }
    free[count].append(base)
  }

  /// Makes room for one more element at `position` of a run of `count`, and answers where the run is now.
  mutating func insert(_ element: Element, at position: Int, into base: UInt32, count: Int) -> UInt32 {
    let fresh = allocate(count + 1)
    for index in 0..<position { elements[Int(fresh) + index] = elements[Int(base) + index] }
    elements[Int(fresh) + position] = element
    for index in position..<count { elements[Int(fresh) + index + 1] = elements[Int(base) + index] }
    release(base, count: count)
    return fresh
  }

  /// Takes the element at `position` out of a run of `count`, and answers where the run is now.
  mutating func remove(at position: Int, from base: UInt32, count: Int) -> UInt32 {
    let fresh = allocate(count - 1)
    for index in 0..<position { elements[Int(fresh) + index] = elements[Int(base) + index] }
    for index in position + 1..<count { elements[Int(fresh) + index - 1] = elements[Int(base) + index] }
    release(base, count: count)
    return fresh
  }
}
