import ConnectionTracking
import Dataplane
import Wire

/// How connections keep mappings alive, and how both end.
///
/// A mapping lives as long as a connection in which the inside has sent: then it goes, with whatever connections the
/// outside has opened and nobody has answered. Where packets from outside count (`refreshesInbound`), every connection
/// keeps its mapping alive. A forward stays.
extension Translator {
  /// The place in `pools` of a protocol's ports at an outside address.
  func poolIndex(_ proto: IPProtocol, _ address: Int) -> Int {
    address * 3 + (proto == .tcp ? 0 : proto == .udp ? 1 : 2)
  }

  /// Puts a new connection into its mapping's list.
  mutating func link(_ place: Int, to mapping: Int) {
    while links.count <= place { links.append(Link()) }
    let first = mappings[mapping].firstConnection
    links[place] = Link(next: first)
    if first != MappingRecord.none { links[Int(first)].previous = UInt32(place) }
    mappings[mapping].firstConnection = UInt32(place)
    mappings[mapping].connectionCount += 1
    if policy.refreshesInbound { mappings[mapping].holderCount += 1 }
  }

  /// The inside sends in a connection for the first time.
  mutating func confirm(_ place: Int) {
    let mapping = Int(connections[place].attachment)
    if !policy.refreshesInbound { mappings[mapping].holderCount += 1 }
    if policy.filtering == .addressDependent {
      peers.add(connections[place].original.destinationIPv4, of: mapping)
    }
  }

  /// Forgets a connection, and its mapping if it was the last that kept it alive.
  mutating func close(_ place: Int) {
    let mapping = Int(connections[place].attachment)
    forget(place)
    removeIfUnused(mapping)
  }

  /// Forgets a mapping that nothing keeps alive, with the connections that nobody has answered.
  mutating func removeIfUnused(_ mapping: Int) {
    if mappings[mapping].holderCount == 0, !mappings[mapping].isForward { removeMapping(mapping) }
  }

  /// Forgets a mapping with its connections, at most `connectionsPerMappingMax`, and frees its port.
  mutating func removeMapping(_ mapping: Int) {
    while mappings[mapping].firstConnection != MappingRecord.none { forget(Int(mappings[mapping].firstConnection)) }
    let removed = mappings.remove(mapping)
    guard let address = policy.addresses.firstIndex(of: removed.outside.address) else { return }
    pools[poolIndex(removed.proto, address)].release(removed.outside.port)
  }

  /// Forgets up to `limit` connections that are past their deadline. True where none of these is left.
  @inline(__always)
  mutating func expire(now: Instant, limit: Int) -> Bool {
    var closed = 0
    while let place = connections.nextDue(at: now) {
      if closed == limit { return false }
      close(place)
      closed += 1
    }
    return true
  }

  /// Forgets every connection, and every mapping that is no forward.
  mutating func forgetMappings() {
    for place in connections.places { forget(place) }
    for place in mappings.places where !mappings[place].isForward { removeMapping(place) }
  }

  /// Takes a connection out of the table and out of its mapping's list.
  private mutating func forget(_ place: Int) {
    let connection = connections.remove(place)
    let mapping = Int(connection.attachment)
    let link = links[place]
    if link.previous == MappingRecord.none {
      mappings[mapping].firstConnection = link.next
    } else {
      links[Int(link.previous)].next = link.next
    }
    if link.next != MappingRecord.none { links[Int(link.next)].previous = link.previous }
    let isConfirmed = connection.originalPackets > 0
    mappings[mapping].connectionCount -= 1
    if isConfirmed || policy.refreshesInbound { mappings[mapping].holderCount -= 1 }
    if isConfirmed, policy.filtering == .addressDependent {
      peers.remove(connection.original.destinationIPv4, of: mapping)
    }
  }
}
