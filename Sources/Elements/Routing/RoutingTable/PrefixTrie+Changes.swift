/// Putting prefixes in and taking them out.
extension PrefixTrie {
  /// Sets the value of the prefix that is the first `length` bits of `key`, and answers the one it had.
  @discardableResult
  public mutating func insert(_ key: Key, length: Int, value: UInt32) -> UInt32? {
    precondition(0...Key.bitWidth ~= length, "a prefix is no longer than its key")
    let index = makeNode(key, depth: PrefixTrie.depth(of: length))
    var node = nodes.elements[index]
    let bit = Node.bit(Node.chunk(key, node.depth), length: length % Node.stride)
    let position = Node.rank(node.prefixes, below: bit)
    if node.prefixes & bit != 0 {
      let slot = Int(node.valueBase) + position
      defer { values.elements[slot] = value }
      return values.elements[slot]
    }
    node.valueBase = values.insert(value, at: position, into: node.valueBase, count: node.prefixes.nonzeroBitCount)
    node.prefixes |= bit
    nodes.elements[index] = node
    count += 1
    return nil
  }

  /// Takes out the prefix that is the first `length` bits of `key`, and answers the value it had.
  @discardableResult
  public mutating func remove(_ key: Key, length: Int) -> UInt32? {
    guard 0...Key.bitWidth ~= length, let (index, parent) = find(key, depth: PrefixTrie.depth(of: length))
    else { return nil }
    var node = nodes.elements[index]
    let bit = Node.bit(Node.chunk(key, node.depth), length: length % Node.stride)
    guard node.prefixes & bit != 0 else { return nil }
    let position = Node.rank(node.prefixes, below: bit)
    let value = values.elements[Int(node.valueBase) + position]
    node.valueBase = values.remove(at: position, from: node.valueBase, count: node.prefixes.nonzeroBitCount)
    node.prefixes &= ~bit
    nodes.elements[index] = node
    count -= 1
    if index != 0 && node.prefixes == 0 { tidy(index, parent) }
    return value
  }

  /// The node at `depth` on the way of `key`, made where it is not there.
  private mutating func makeNode(_ key: Key, depth: Int) -> Int {
    var index = 0
    while true {
      var node = nodes.elements[index]
      let common = (key ^ node.key).leadingZeroBitCount
      if common < Int(node.depth) || Int(node.depth) > depth {
        node = insertAbove(index, key, depth: min(depth, PrefixTrie.depth(of: common)))
      }
      if Int(node.depth) == depth { return index }
      let chunk: UInt64 = 1 << Node.chunk(key, node.depth)
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
    node.children = 1 << Node.chunk(child.key, node.depth)
    nodes.elements[Int(node.childBase)] = child
    nodes.elements[index] = node
    return node
  }

  /// Restores the invariant at a node that has lost its last prefix, and at the one above it.
  private mutating func tidy(_ index: Int, _ parent: Int) {
    let node = nodes.elements[index]
    if node.children == 0 {
      var above = nodes.elements[parent]
      let chunk: UInt64 = 1 << Node.chunk(node.key, above.depth)
      above.childBase = nodes.remove(
        at: Node.rank(above.children, below: chunk), from: above.childBase, count: above.children.nonzeroBitCount)
      above.children &= ~chunk
      nodes.elements[parent] = above
      if parent != 0 && above.prefixes == 0 { replaceByOnlyChild(parent) }
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
