/// Putting prefixes in and taking them out.
extension PrefixTrie {
  /// Sets the value of the prefix that is the first `length` bits of `key`, and answers the one it had.
  @discardableResult
  public mutating func insert(_ key: Key, length: Int, value: UInt32) -> UInt32? {
    precondition(0...Key.bitWidth ~= length, "a prefix is no longer than its key")
    if length < Node.rootBits {
      let old = short.insert(key, length: length, value: value)
      if old == nil { count += 1 }
      return old
    }
    makeRoots()
    let index = makeNode(key, depth: Node.depth(ofLength: length))
    var node = nodes.elements[index]
    let bit = Node.bit(node.chunk(key), length: Node.rest(ofLength: length))
    let position = Node.rank(node.prefixes, below: bit)
    if node.prefixes & bit != 0 {
      defer { replaceValue(at: position, of: index, by: value) }
      return self.value(at: position, of: node)
    }
    insertValue(value, at: position, into: &node)
    node.prefixes |= bit
    nodes.elements[index] = node
    count += 1
    return nil
  }

  private mutating func replaceValue(at position: Int, of index: Int, by value: UInt32) {
    let node = nodes.elements[index]
    if node.prefixes.nonzeroBitCount == 1 {
      nodes.elements[index].valueBase = value
    } else {
      values.elements[Int(node.valueBase) + position] = value
    }
  }

  /// Makes room for a value at `position`, whose bit is not set yet. The second value needs a run for both.
  private mutating func insertValue(_ value: UInt32, at position: Int, into node: inout Node) {
    switch node.prefixes.nonzeroBitCount {
    case 0: node.valueBase = value
    case 1:
      let run = values.allocate(2)
      values.elements[Int(run) + position] = value
      values.elements[Int(run) + 1 - position] = node.valueBase
      node.valueBase = run
    case let count: node.valueBase = values.insert(value, at: position, into: node.valueBase, count: count)
    }
  }

  /// Takes the value at `position` out, whose bit is still set. The last but one leaves its run to stand alone.
  private mutating func removeValue(at position: Int, from node: inout Node) {
    switch node.prefixes.nonzeroBitCount {
    case 1: node.valueBase = 0
    case 2:
      let run = node.valueBase
      node.valueBase = values.elements[Int(run) + 1 - position]
      values.release(run, count: 2)
    case let count: node.valueBase = values.remove(at: position, from: node.valueBase, count: count)
    }
  }

  /// Takes out the prefix that is the first `length` bits of `key`, and answers the value it had.
  @discardableResult
  public mutating func remove(_ key: Key, length: Int) -> UInt32? {
    if 0..<Node.rootBits ~= length {
      let old = short.remove(key, length: length)
      if old != nil { count -= 1 }
      return old
    }
    guard 0...Key.bitWidth ~= length, let (index, parent) = find(key, depth: Node.depth(ofLength: length))
    else { return nil }
    var node = nodes.elements[index]
    let bit = Node.bit(node.chunk(key), length: Node.rest(ofLength: length))
    guard node.prefixes & bit != 0 else { return nil }
    let position = Node.rank(node.prefixes, below: bit)
    let value = value(at: position, of: node)
    removeValue(at: position, from: &node)
    node.prefixes &= ~bit
    nodes.elements[index] = node
    count -= 1
    if index >= Node.rootCount && node.prefixes == 0 { tidy(index, parent) }
    return value
  }

  /// The node at `depth` on the way of `key`, made where it is not there.
  private mutating func makeNode(_ key: Key, depth: Int) -> Int {
    var index = Node.root(of: key)
    while true {
      var node = nodes.elements[index]
      let common = (key ^ node.key).leadingZeroBitCount
      if common + Node.lead < node.depth || node.depth > depth {
        node = insertAbove(index, key, depth: min(depth, Node.depth(ofLength: common)))
      }
      if node.depth == depth { return index }
      let chunk: UInt64 = 1 << node.chunk(key)
      let position = Node.rank(node.children, below: chunk)
      if node.children & chunk == 0 {
        node.childBase = nodes.insert(
          Node(key: key, depth: depth), at: position, into: node.childBase, count: node.children.nonzeroBitCount)
        node.children |= chunk
        nodes.elements[index] = node
      }
      index = Int(node.childBase) + position
    }
  }

  /// Puts a node of `depth` where the one at `index` is, which becomes its only child.
  private mutating func insertAbove(_ index: Int, _ key: Key, depth: Int) -> Node {
    let child = nodes.elements[index]
    var node = Node(key: key, depth: depth)
    node.childBase = nodes.allocate(1)
    node.children = 1 << node.chunk(child.key)
    nodes.elements[Int(node.childBase)] = child
    nodes.elements[index] = node
    return node
  }

  /// Restores the invariant at a node that has lost its last prefix, and at the one above it.
  private mutating func tidy(_ index: Int, _ parent: Int) {
    let node = nodes.elements[index]
    if node.children == 0 {
      var above = nodes.elements[parent]
      let chunk: UInt64 = 1 << above.chunk(node.key)
      above.childBase = nodes.remove(
        at: Node.rank(above.children, below: chunk), from: above.childBase, count: above.children.nonzeroBitCount)
      above.children &= ~chunk
      nodes.elements[parent] = above
      if parent >= Node.rootCount && above.prefixes == 0 { replaceByOnlyChild(parent) }
    } else {
      replaceByOnlyChild(index)
    }
  }

  /// Puts the child of a node without prefixes in its place, where it has but one.
  private mutating func replaceByOnlyChild(_ index: Int) {
    let node = nodes.elements[index]
    guard node.children.nonzeroBitCount == 1 else { return }
    nodes.elements[index] = nodes.elements[Int(node.childBase)]
    nodes.release(node.childBase, count: 1)
  }
}
