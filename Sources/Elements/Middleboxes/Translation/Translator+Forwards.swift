import ConnectionTracking
import Wire

/// Forwards: mappings that were configured, and stay.
extension Translator {
  /// Makes these the forwards. One that was there already keeps its connections; mappings that are in a new one's way
  /// go, with their connections.
  mutating func replaceForwards(with new: [NAT.Forward]) throws(NAT.ConfigurationError) {
    try Policy.check(new)
    // Of several forwards to one endpoint, the first stands for it when it sends.
    let leaders = new.indices.map { index in !new[..<index].contains { $0.isSameTarget(as: new[index]) } }
    var kept: [Int?] = Array(repeating: nil, count: new.count)
    for (old, place) in zip(forwards, forwardPlaces) {
      if let index = new.firstIndex(of: old), leaders[index] == mappings[place].servesInside {
        kept[index] = place
      } else {
        removeMapping(place)
      }
    }
    forwards = new
    forwardPlaces = new.indices.map { index in kept[index] ?? add(new[index], servesInside: leaders[index]) }
  }

  private mutating func add(_ forward: NAT.Forward, servesInside: Bool) -> Int {
    let outside = IPv4Endpoint(policy.addresses[0], forward.port)
    if let place = mappings.find(forward.protocol, outside: outside) { removeMapping(place) }
    if servesInside, let place = mappings.find(forward.protocol, inside: forward.target, remote: .none) {
      removeMapping(place)
    }
    _ = pools[poolIndex(forward.protocol, 0)].take(forward.port)
    return mappings.insert(
      MappingRecord(
        proto: forward.protocol, inside: forward.target, outside: outside, remote: .none, isForward: true,
        servesInside: servesInside))
  }
}

extension NAT.Forward {
  /// True where both lead to the same endpoint.
  fileprivate func isSameTarget(as other: NAT.Forward) -> Bool {
    `protocol` == other.protocol && target == other.target
  }
}
