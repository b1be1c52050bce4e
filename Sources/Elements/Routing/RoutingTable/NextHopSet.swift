/// The different next hops of a table, each once, with the number of routes that use it: many routes lead to few
/// neighbours, and a route is then four octets.
struct NextHopSet: Sendable {
  /// By number; a free place keeps its last content.
  private(set) var hops: [NextHop] = []
  private var uses: [Int] = []
  private var free: [UInt32] = []
  private var numbers: [NextHop: UInt32] = [:]

  /// The number of `hop`, which one route more uses now.
  mutating func retain(_ hop: NextHop) -> UInt32 {
    if let number = numbers[hop] {
      uses[Int(number)] += 1
      return number
    }
    let number: UInt32
    if let reused = free.popLast() {
      number = reused
      hops[Int(number)] = hop
      uses[Int(number)] = 1
    } else {
      number = UInt32(hops.count)
      hops.append(hop)
      uses.append(1)
    }
    numbers[hop] = number
    return number
  }

  /// One route less uses the next hop of this number.
  mutating func release(_ number: UInt32) {
    uses[Int(number)] -= 1
    guard uses[Int(number)] == 0 else { return }
    numbers[hops[Int(number)]] = nil
    free.append(number)
  }
}
