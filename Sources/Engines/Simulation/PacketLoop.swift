import Dataplane

/// Finds the loop in which packets multiply: a way from element to element back to where it began, along links at which
/// packets found a full queue.
struct PacketLoop {
  /// A link as one of its elements sees it.
  private struct Way {
    let port: Int
    let far: Int
    let farPort: Int
  }

  /// The links of each element that a packet may have gone round by, in the order of its ports.
  private var ways: [Int: [Way]] = [:]
  private let elements: [ElementContext]

  /// Looks at the links of `elements`, of which those with the numbers in `overflowing` found full queues.
  init(_ elements: [ElementContext], overflowing: Set<Int>) {
    self.elements = elements
    for element in elements {
      let links = (0..<element.portCount).compactMap { port -> Way? in
        guard let far = element.neighbour(port) else { return nil }
        return Way(port: port, far: far.context.number, farPort: far.port)
      }
      ways[element.number] = links.filter { overflowing.contains(element.number) || overflowing.contains($0.far) }
    }
    removeDeadEnds()
  }

  /// Takes out, again and again, the elements with fewer than two links left: what remains lies between loops.
  private mutating func removeDeadEnds() {
    var ends = elements.map(\.number).filter { ways[$0, default: []].count == 1 }
    while let end = ends.popLast() {
      guard let way = ways[end]?.first else { continue }
      ways[end] = []
      ways[way.far]?.removeAll { $0.port == way.farPort }
      if ways[way.far]?.count == 1 { ends.append(way.far) }
    }
  }

  /// The names of the elements of one loop, in the order in which a packet meets them; empty where there is none.
  var names: [String] {
    guard let start = elements.first(where: { ways[$0.number, default: []].count > 1 }) else { return [] }
    var path: [Int] = []
    var place = start.number
    var arrival = -1
    while !path.contains(place) {
      path.append(place)
      guard let way = ways[place, default: []].first(where: { $0.port != arrival }) else { return [] }
      place = way.far
      arrival = way.farPort
    }
    let loop = path.drop { $0 != place }
    return loop.map { number in elements.first { $0.number == number }?.name ?? "" }
  }
}
