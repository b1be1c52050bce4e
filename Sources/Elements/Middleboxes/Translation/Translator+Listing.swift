import ConnectionTracking
import Dataplane
import Wire

/// What people see of the tables.
extension Translator {
  /// A line for `trace` about the mapping of the connection at `place`.
  func note(_ place: Int, isNew: Bool) -> String {
    "mapping \(describe(Int(connections[place].attachment)))\(isNew ? " (new)" : "")"
  }

  /// A mapping in words.
  func describe(_ mapping: Int) -> String {
    let mapping = mappings[mapping]
    return "\(mapping.proto.lowercased) \(mapping.inside) <-> \(mapping.outside)"
  }

  /// Every mapping, ordered by protocol and outside endpoint.
  func listMappings(now: Instant) -> [NAT.Mapping] {
    mappings.places.map { place in
      let record = mappings[place]
      var mapping = NAT.Mapping(
        protocol: record.proto, inside: record.inside, outside: record.outside,
        remote: record.remote == .none ? nil : record.remote, isForward: record.isForward)
      var end = Instant.zero
      var next = record.firstConnection
      while next != MappingRecord.none {
        let connection = connections[Int(next)]
        mapping.connectionCount += 1
        mapping.packetsOut += connection.originalPackets
        mapping.packetsIn += connection.replyPackets
        if connection.originalPackets > 0 || policy.refreshesInbound { end = max(end, connection.deadline) }
        next = links[Int(next)].next
      }
      mapping.expiresIn = end == .zero ? nil : end - now
      return mapping
    }.sorted { ($0.protocol.rawValue, $0.outside) < ($1.protocol.rawValue, $1.outside) }
  }

  /// Every connection, ordered by protocol, inside endpoint and remote endpoint.
  func listConnections(now: Instant) -> [NAT.Session] {
    connections.places.map { place in
      let connection = connections[place]
      let remote = IPv4Endpoint(connection.original.destinationIPv4, connection.original.destinationPort)
      return NAT.Session(
        protocol: connection.original.protocol, inside: inside(of: place), outside: outside(of: place), remote: remote,
        tcp: connection.original.protocol == .tcp ? connection.tcp.state : nil,
        packetsOut: connection.originalPackets, packetsIn: connection.replyPackets,
        expiresIn: connection.deadline - now)
    }.sorted { ($0.protocol.rawValue, $0.inside, $0.remote) < ($1.protocol.rawValue, $1.inside, $1.remote) }
  }
}
