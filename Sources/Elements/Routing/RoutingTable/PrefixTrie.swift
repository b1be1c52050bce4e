/// A map from prefixes of a fixed-width key to numbers, made for finding the longest prefix of a key: a tree bitmap with
/// a stride of six bits (W. Eatherton, G. Varghese, Z. Dittia, "Tree bitmap", ACM CCR 34(2), 2004) and path compression.
///
/// Nodes are 32 octets for 32-bit keys; a look-up reads one a level, at most six levels, and as many as the prefixes
/// themselves need: a level in which nothing branches has no node. Insertion and removal change one node and its runs;
/// nothing is expanded, so the size follows the number of prefixes and not their lengths.
///
/// Invariant: a node other than the root has a prefix, or two children at least.
@frozen
public struct PrefixTrie<Key: FixedWidthInteger & UnsignedInteger>: ~Copyable {
  @usableFromInline typealias Node = PrefixNode<Key>

  @usableFromInline var nodes: BlockArena<Node>
  @usableFromInline var values: BlockArena<UInt32>
  /// How many prefixes are in it.
  public internal(set) var count = 0

  /// An empty trie.
  public init() {
    nodes = BlockArena(filler: Node(key: 0, depth: 0))
    values = BlockArena(filler: 0)
    _ = nodes.allocate(1)
  }

  /// The value of the longest prefix of `key`, or `nil` where no prefix agrees with it.
  @inlinable
  public func lookup(_ key: Key) -> UInt32? {
    var index = 0
    var best: UInt64 = 0
    var bestPrefixes: UInt64 = 0
    var bestBase: UInt32 = 0
    while true {
      let node = nodes.elements[index]
      guard node.covers(key) else { break }
      let chunk = Node.chunk(key, node.depth)
      let matches = node.prefixes & Node.matching(chunk)
      if matches != 0 {
        best = matches
        bestPrefixes = node.prefixes
        bestBase = node.valueBase
      }
      guard node.children &>> chunk & 1 != 0 else { break }
      index = Int(node.childBase) &+ Node.rank(node.children, below: 1 &<< chunk)
    }
    if best == 0 { return nil }
    let longest: UInt64 = 1 &<< UInt64(63 &- best.leadingZeroBitCount)
    return values.elements[Int(bestBase) &+ Node.rank(bestPrefixes, below: longest)]
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
    guard let (index, _) = find(key, depth: PrefixTrie.depth(of: length)) else { return nil }
    let node = nodes.elements[index]
    let bit = Node.bit(Node.chunk(key, node.depth), length: length % Node.stride)
    guard node.prefixes & bit != 0 else { return nil }
    return values.elements[Int(node.valueBase) + Node.rank(node.prefixes, below: bit)]
  }

  /// Where the node at `depth` on the way of `key` is, and the one above it.
  func find(_ key: Key, depth: Int) -> (index: Int, parent: Int)? {
    var (index, parent) = (0, 0)
    while true {
      let node = nodes.elements[index]
      guard node.covers(key), Int(node.depth) <= depth else { return nil }
      if Int(node.depth) == depth { return (index, parent) }
      let chunk = Node.chunk(key, node.depth)
      guard node.children & 1 << chunk != 0 else { return nil }
      parent = index
      index = Int(node.childBase) + Node.rank(node.children, below: 1 << chunk)
    }
  }

  /// The depth of the node that holds prefixes of `length`.
  static func depth(of length: Int) -> Int { length / Node.stride * Node.stride }

  /// Calls `body` with every prefix: those of a node from short to long, then those of its children in order.
  public func forEach(_ body: (_ key: Key, _ length: Int, _ value: UInt32) -> Void) { visit(0, body) }

  private func visit(_ index: Int, _ body: (Key, Int, UInt32) -> Void) {
    let node = nodes.elements[index]
    for (position, bit) in PrefixTrie.bits(of: node.prefixes).enumerated() {
      let longer = 63 - (UInt64(bit) + 1).leadingZeroBitCount
      let chunk = Key(truncatingIfNeeded: bit - ((1 << longer) - 1))
      let length = Int(node.depth) + longer
      let key = length == 0 ? 0 : node.key | chunk << (Key.bitWidth - length)
      body(key, length, values.elements[Int(node.valueBase) + position])
    }
    for child in 0..<node.children.nonzeroBitCount { visit(Int(node.childBase) + child, body) }
  }

  private static func bits(of map: UInt64) -> [Int] { (0..<64).filter { map & 1 << UInt64($0) != 0 } }
}
