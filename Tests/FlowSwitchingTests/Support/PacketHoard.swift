import Buffers

/// Holds packets, so that a pool has none.
struct PacketHoard: ~Copyable {
  private var batch = PacketBatch()

  /// Takes one more; false where the pool has none left.
  mutating func take(from pool: PacketPool) -> Bool {
    guard let packet = pool.allocate() else { return false }
    batch.append(packet)
    return true
  }
}
