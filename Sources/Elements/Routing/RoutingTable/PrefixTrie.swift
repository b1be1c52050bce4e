/// A map from prefixes of a fixed-width key to numbers, made for finding the longest prefix of a key: a tree bitmap with
/// a stride of six bits (W. Eatherton, G. Varghese, Z. Dittia, "Tree bitmap", ACM CCR 34(2), 2004) and path compression.
///
/// ```
///   first 7 bits ─▶ root: prefixes of 7 to 12 bits ─▶ 13 to 18 ─▶ 19 to 24 ─▶ 25 to 30 ─▶ 31 to 36 …
/// ```
///
/// Nodes are 32 octets for 32-bit keys; a look-up reads one a level, and as many as the prefixes themselves need: a
/// level in which nothing branches has no node. Insertion and removal change one node and its runs; nothing is expanded
/// but the few prefixes that are shorter than a root, so the size follows the number of prefixes and not their lengths.
///
/// Invariant: a node other than a root has a prefix, or two children at least.
public struct PrefixTrie<Key: FixedWidthInteger & UnsignedInteger>: ~Copyable {
  typealias Node = PrefixNode<Key>

  /// The roots are the first nodes, in the order of their bits; they are made with the first prefix that needs one.
  var nodes: BlockArena<Node>
  var values: BlockArena<UInt32>
  var short = ShortPrefixes<Key>()
  /// How many prefixes are in it.
  public internal(set) var count = 0

  /// An empty trie. Keys have eight bits at least.
  public init() {
    nodes = BlockArena(filler: Node(key: 0, depth: Node.rootDepth))
    values = BlockArena(filler: 0)
  }

  /// Makes the roots where there are none yet, with some room for what comes below them.
  mutating func makeRoots() {
    guard nodes.elements.isEmpty else { return }
    nodes.elements.reserveCapacity(Node.rootCount + 32)
    for root in 0..<Node.rootCount {
      nodes.append(Node(key: Key(root) << (Key.bitWidth - Node.rootBits), depth: Node.rootDepth))
    }
  }

  /// The value of the longest prefix of `key`, or `nil` where no prefix agrees with it.
  ///
  /// It hands on the arrays alone: a value of this size would be copied for a call that borrows it.
  @inline(__always)
  public func lookup(_ key: Key) -> UInt32? {
    PrefixTrie.search(key, nodes.elements, values.elements, short.byRoot)
  }

  private static func search(_ key: Key, _ nodes: [Node], _ values: [UInt32], _ short: [UInt32]) -> UInt32? {
    let root = Node.root(of: key)
    guard root < nodes.count else { return ShortPrefixes<Key>.value(at: root, of: short) }
    var best: UInt64 = 0
    var bestPrefixes: UInt64 = 0
    var bestBase: UInt32 = 0
    var node = nodes[root]
    while true {
      let chunk = node.chunk(key)
      let agreeing = node.prefixes & Node.matching(chunk)
      if agreeing != 0 {
        best = agreeing
        bestPrefixes = node.prefixes
        bestBase = node.valueBase
      }
      guard node.children &>> chunk & 1 != 0 else { break }
      node = nodes[Int(node.childBase) &+ Node.rank(node.children, below: 1 &<< chunk)]
      guard node.covers(key) else { break }
    }
    if best == 0 { return ShortPrefixes<Key>.value(at: root, of: short) }
    if bestPrefixes & (bestPrefixes &- 1) == 0 { return bestBase }
    let longest: UInt64 = 1 &<< UInt64(63 &- best.leadingZeroBitCount)
    return values[Int(bestBase) &+ Node.rank(bestPrefixes, below: longest)]
  }

  /// The length of the longest prefix of `key`, and its value; slower than `lookup`.
  public func match(_ key: Key) -> (length: Int, value: UInt32)? {
    for length in stride(from: Key.bitWidth, through: 0, by: -1) {
      if let value = value(of: key, length: length) { return (length, value) }
    }
    return nil
  }

  /// The value of this very prefix: the first `length` bits of `key`.
  public func value(of key: Key, length: Int) -> UInt32? {
    if length < Node.rootBits { return short.value(of: key, length: length) }
    guard let (index, _) = find(key, depth: Node.depth(ofLength: length)) else { return nil }
    let node = nodes.elements[index]
    let bit = Node.bit(node.chunk(key), length: Node.rest(ofLength: length))
    guard node.prefixes & bit != 0 else { return nil }
    return value(at: Node.rank(node.prefixes, below: bit), of: node)
  }

  /// Calls `body` with every prefix: first the shortest, then those of each node from short to long, and those of its
  /// children in order.
  public func forEach(_ body: (_ key: Key, _ length: Int, _ value: UInt32) -> Void) {
    for prefix in short.prefixes { body(prefix.key, prefix.length, prefix.value) }
    for root in 0..<min(Node.rootCount, nodes.elements.count) { visit(root, body) }
  }

  private func visit(_ index: Int, _ body: (Key, Int, UInt32) -> Void) {
    let node = nodes.elements[index]
    let bits = (0..<64).filter { node.prefixes & 1 << UInt64($0) != 0 }
    for (position, bit) in bits.enumerated() {
      let longer = 63 - (UInt64(bit) + 1).leadingZeroBitCount
      let chunk = Key(truncatingIfNeeded: bit - ((1 << longer) - 1))
      let length = node.depth + longer - Node.lead
      body(node.key | chunk << (Key.bitWidth - length), length, value(at: position, of: node))
    }
    for child in 0..<node.children.nonzeroBitCount { visit(Int(node.childBase) + child, body) }
  }

  /// Where the node at `depth` on the way of `key` is, and the one above it.
  func find(_ key: Key, depth: Int) -> (index: Int, parent: Int)? {
    if nodes.elements.isEmpty { return nil }
    var index = Node.root(of: key)
    var parent = index
    while true {
      let node = nodes.elements[index]
      guard node.covers(key), node.depth <= depth else { return nil }
      if node.depth == depth { return (index, parent) }
      let chunk = node.chunk(key)
      guard node.children & 1 << chunk != 0 else { return nil }
      parent = index
      index = Int(node.childBase) + Node.rank(node.children, below: 1 << chunk)
    }
  }

  /// The value of the prefix that is `position` among those of a node.
  func value(at position: Int, of node: Node) -> UInt32 {
    node.prefixes.nonzeroBitCount == 1 ? node.valueBase : values.elements[Int(node.valueBase) + position]
  }
}
