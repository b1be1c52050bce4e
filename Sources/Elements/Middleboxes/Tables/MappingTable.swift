import ConnectionTracking
import Wire

/// A mapping: the outside endpoint that stands for an inside one (RFC 4787, 4.1).
struct MappingRecord: Sendable {
  /// TCP, UDP or ICMP.
  let proto: IPProtocol
  /// The endpoint behind the NAT.
  let inside: IPv4Endpoint
  /// The endpoint that the outside sees.
  let outside: IPv4Endpoint
  /// What of the remote end the mapping is for; zero where it is for all (`MappingBehaviour`).
  let remote: IPv4Endpoint
  /// True where it was configured, and stays without connections.
  let isForward: Bool
  /// True where packets from inside find it; false for all but one of several forwards to the same endpoint.
  let servesInside: Bool
  /// Its connections.
  var connectionCount = 0
  /// Those of them that keep it alive.
  var holderCount = 0
  /// The first in the list of its connections.
  var firstConnection = MappingRecord.none

  static let none = UInt32.max

  /// Under what it is found from inside.
  var insideKey: ConnectionTuple { MappingRecord.key(proto, inside: inside, remote: remote) }
  /// Under what it is found from outside.
  var outsideKey: ConnectionTuple { MappingRecord.key(proto, outside: outside) }

  static func key(_ proto: IPProtocol, inside: IPv4Endpoint, remote: IPv4Endpoint) -> ConnectionTuple {
    ConnectionTuple(
      proto, source: inside.address, port: inside.port, destination: remote.address, port: remote.port)
  }

  static func key(_ proto: IPProtocol, outside: IPv4Endpoint) -> ConnectionTuple {
    ConnectionTuple(proto, source: .unspecified, port: 0, destination: outside.address, port: outside.port)
  }
}

/// All mappings, found from inside and from outside.
struct MappingTable: ~Copyable {
  private var mappings = Slab<MappingRecord>()
  private var index = HashIndex()
  private let seed: UInt64

  init(seed: UInt64) { self.seed = seed }

  /// How many there are.
  var count: Int { mappings.count }
  /// The places that hold mappings, in ascending order.
  var places: [Int] { mappings.places }

  subscript(_ place: Int) -> MappingRecord {
    get { mappings[place] }
    _modify { yield &mappings[place] }
  }

  /// The mapping of an inside endpoint towards `remote`, which is masked as the mapping behaviour has it.
  func find(_ proto: IPProtocol, inside: IPv4Endpoint, remote: IPv4Endpoint) -> Int? {
    find(MappingRecord.key(proto, inside: inside, remote: remote))
  }

  /// The mapping that has an outside endpoint.
  func find(_ proto: IPProtocol, outside: IPv4Endpoint) -> Int? { find(MappingRecord.key(proto, outside: outside)) }

  /// Enters a mapping whose keys are free.
  mutating func insert(_ mapping: MappingRecord) -> Int {
    let place = mappings.insert(mapping)
    let number = UInt32(place) << 1
    if mapping.servesInside { index.insert(number, hash: mapping.insideKey.hash(seed: seed)) }
    index.insert(number | 1, hash: mapping.outsideKey.hash(seed: seed))
    return place
  }

  /// Forgets a mapping, and answers what it was.
  @discardableResult
  mutating func remove(_ place: Int) -> MappingRecord {
    let mapping = mappings.remove(place)
    let number = UInt32(place) << 1
    if mapping.servesInside { index.remove(number, hash: mapping.insideKey.hash(seed: seed)) }
    index.remove(number | 1, hash: mapping.outsideKey.hash(seed: seed))
    return mapping
  }

  private func find(_ key: ConnectionTuple) -> Int? {
    let number = index.find(key.hash(seed: seed)) { number in
      let mapping = mappings[Int(number >> 1)]
      return (number & 1 == 0 ? mapping.insideKey : mapping.outsideKey) == key
    }
    return number.map { Int($0 >> 1) }
  }
}
