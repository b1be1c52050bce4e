/// A map from ports to something, made for finding it: sorted, and searched by halves. A dictionary would hash every
/// packet's port with a function that is proof against attacks on it, which nothing here needs.
struct PortMap<Value: Sendable>: Sendable {
  private var ports: [UInt16] = []
  private var values: [Value] = []

  /// What is at `port`.
  subscript(port: UInt16) -> Value? {
    get {
      let index = index(of: port)
      return index < ports.count && ports[index] == port ? values[index] : nil
    }
    set {
      let index = index(of: port)
      let exists = index < ports.count && ports[index] == port
      switch (newValue, exists) {
      case (let value?, true): values[index] = value
      case (let value?, false):
        ports.insert(port, at: index)
        values.insert(value, at: index)
      case (nil, true):
        ports.remove(at: index)
        values.remove(at: index)
      case (nil, false): break
      }
    }
  }

  /// Where the first port is that is not below `port`.
  private func index(of port: UInt16) -> Int {
    var (low, high) = (0, ports.count)
    while low < high {
      let middle = (low &+ high) / 2
      if ports[middle] < port { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
