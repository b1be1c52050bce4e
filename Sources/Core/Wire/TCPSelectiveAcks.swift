/// A block of octets that arrived out of order (RFC 2018, 3).
public struct TCPSelectiveAck: Hashable, Sendable {
  /// Number of the block's first octet.
  public var left: UInt32
  /// Number of the octet behind the block.
  public var right: UInt32

  /// Makes a block of its edges.
  @inlinable
  public init(left: UInt32, right: UInt32) {
    self.left = left
    self.right = right
  }
}

/// Up to four blocks, which is what the options have room for (RFC 2018, 3), kept in place.
public struct TCPSelectiveAcks: Hashable, Sendable {
  /// Most blocks.
  @inlinable public static var blocksMax: Int { 4 }

  /// Blocks there are, 0…4.
  public private(set) var count = 0
  private var first = TCPSelectiveAck(left: 0, right: 0)
  private var second = TCPSelectiveAck(left: 0, right: 0)
  private var third = TCPSelectiveAck(left: 0, right: 0)
  private var fourth = TCPSelectiveAck(left: 0, right: 0)

  /// Makes an empty list.
  public init() {}

  /// Makes a list of the first four of `blocks`.
  public init(_ blocks: some Sequence<TCPSelectiveAck>) {
    for block in blocks.prefix(TCPSelectiveAcks.blocksMax) { append(block) }
  }

  /// Adds a block; false, and nothing changes, where there are four.
  @discardableResult
  public mutating func append(_ block: TCPSelectiveAck) -> Bool {
    switch count {
    case 0: first = block
    case 1: second = block
    case 2: third = block
    case 3: fourth = block
    default: return false
    }
    count += 1
    return true
  }

  /// The block at `index`; outside 0..<``count``, an empty one.
  public subscript(index: Int) -> TCPSelectiveAck {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    case 3: fourth
    default: TCPSelectiveAck(left: 0, right: 0)
    }
  }
}
