import ConnectionTracking
import Wire

/// To which addresses the inside has sent through each mapping, for address-dependent filtering (RFC 4787, 5). An
/// address is admitted as long as some connection with it lives in which the inside has sent.
struct PeerTable: ~Copyable {
  private struct Peer: Sendable {
    let key: ConnectionTuple
    var connections: Int
  }

  private var peers = Slab<Peer>()
  private var index = HashIndex()
  private let seed: UInt64

  init(seed: UInt64) { self.seed = seed }

  /// How many pairs of mapping and address there are; never more than connections.
  var count: Int { peers.count }

  /// True where the inside has sent to `address` through `mapping`.
  func contains(_ address: IPv4Address, of mapping: Int) -> Bool { find(PeerTable.key(mapping, address)) != nil }

  /// A connection of `mapping` with `address` counts from now on.
  mutating func add(_ address: IPv4Address, of mapping: Int) {
    let key = PeerTable.key(mapping, address)
    if let place = find(key) {
      peers[place].connections += 1
    } else {
      let place = peers.insert(Peer(key: key, connections: 1))
      index.insert(UInt32(place), hash: key.hash(seed: seed))
    }
  }

  /// One of the connections that were added is gone.
  mutating func remove(_ address: IPv4Address, of mapping: Int) {
    let key = PeerTable.key(mapping, address)
    guard let place = find(key) else { return }
    peers[place].connections -= 1
    if peers[place].connections > 0 { return }
    peers.remove(place)
    index.remove(UInt32(place), hash: key.hash(seed: seed))
  }

  private func find(_ key: ConnectionTuple) -> Int? {
    index.find(key.hash(seed: seed)) { peers[Int($0)].key == key }.map(Int.init)
  }

  /// A tuple of the mapping's place and the address.
  private static func key(_ mapping: Int, _ address: IPv4Address) -> ConnectionTuple {
    ConnectionTuple(
      IPProtocol(rawValue: 0), source: IPv4Address(bits: UInt32(mapping)), port: 0, destination: address, port: 0)
  }
}
