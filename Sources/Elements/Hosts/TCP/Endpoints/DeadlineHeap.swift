import Dataplane

/// At most one deadline for each slot of a table, the earliest first, and of equal ones the lower slot.
struct DeadlineHeap: Sendable {
  private var heap: [(deadline: Instant, slot: Int)] = []
  /// Where a slot stands in the heap; -1 where it does not.
  private var places: [Int] = []

  /// The earliest deadline, and whose it is.
  var first: (deadline: Instant, slot: Int)? { heap.first }

  /// Sets, moves or (`nil`) takes out the deadline of `slot`.
  mutating func set(_ deadline: Instant?, for slot: Int) {
    while places.count <= slot { places.append(-1) }
    let place = places[slot]
    if let deadline {
      if place < 0 {
        heap.append((deadline, slot))
        places[slot] = heap.count - 1
        rise(heap.count - 1)
      } else if heap[place].deadline != deadline {
        heap[place].deadline = deadline
        sink(rise(place))
      }
    } else if place >= 0 {
      let last = heap.count - 1
      swap(place, last)
      heap.removeLast()
      places[slot] = -1
      if place < last { sink(rise(place)) }
    }
  }

  private func isBefore(_ left: Int, _ right: Int) -> Bool {
    (heap[left].deadline, heap[left].slot) < (heap[right].deadline, heap[right].slot)
  }

  private mutating func swap(_ left: Int, _ right: Int) {
    heap.swapAt(left, right)
    places[heap[left].slot] = left
    places[heap[right].slot] = right
  }

  @discardableResult
  private mutating func rise(_ place: Int) -> Int {
    var place = place
    while place > 0, isBefore(place, (place - 1) / 2) {
      swap(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
    return place
  }

  private mutating func sink(_ place: Int) {
    var place = place
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count && isBefore(child, least) { least = child }
      guard least != place else { return }
      swap(place, least)
      place = least
    }
  }
}
