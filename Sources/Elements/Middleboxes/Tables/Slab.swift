/// Entries at fixed places, which are used again once they are free.
struct Slab<Element: Sendable>: ~Copyable {
  private var elements: [Element?] = []
  private var free: [UInt32] = []

  /// How many entries there are.
  var count: Int { elements.count - free.count }

  /// Puts an entry at a free place, and answers which.
  mutating func insert(_ element: Element) -> Int {
    if let place = free.popLast() {
      elements[Int(place)] = element
      return Int(place)
    }
    elements.append(element)
    return elements.count - 1
  }

  /// Takes out the entry at `place`, which must hold one.
  @discardableResult
  mutating func remove(_ place: Int) -> Element {
    guard let element = elements[place].take() else { preconditionFailure("no entry at place \(place)") }
    free.append(UInt32(place))
    return element
  }

  /// The entry at `place`, which must hold one.
  subscript(_ place: Int) -> Element {
    get { elements[place]! }
    _modify { yield &elements[place]! }
  }

  /// The places that hold entries, in ascending order.
  var places: [Int] { elements.indices.filter { elements[$0] != nil } }
}
