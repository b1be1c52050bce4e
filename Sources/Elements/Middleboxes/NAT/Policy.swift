import Routing
import Wire

/// What of a NAT's configuration decides about packets.
struct Policy: Sendable {
  /// Where a port leads.
  enum Realm: UInt8, Sendable {
    /// Behind the NAT.
    case inside
    /// In front of it.
    case outside
    /// Neither: what passes is routed, and not translated.
    case neither
  }

  /// The realm of each port.
  let realms: [Realm]
  /// The outside addresses; there is at least one.
  let addresses: [IPv4Address]
  let mapping: NAT.Behaviour
  let filtering: NAT.Behaviour
  let hairpin: Bool
  let refreshesInbound: Bool
  let ports: ClosedRange<UInt16>
  let keepsParity: Bool
  let mappingsMax: Int
  let connectionsPerMappingMax: Int

  /// Checks a configuration for an element of `portCount` ports.
  init(_ configuration: NAT.Configuration, portCount: Int) throws(NAT.ConfigurationError) {
    var realms = [Realm](repeating: .neither, count: portCount)
    for port in [configuration.outsidePort] + configuration.insidePorts {
      guard realms.indices.contains(port), configuration.interfaces.indices.contains(port) else {
        throw .noSuchPort(port)
      }
      guard realms[port] == .neither else { throw .portNamedTwice(port) }
      realms[port] = port == configuration.outsidePort ? .outside : .inside
    }
    let own = configuration.interfaces[configuration.outsidePort].addresses.compactMap(\.address.v4)
    let addresses = configuration.outsideAddresses.isEmpty ? Array(own.prefix(1)) : configuration.outsideAddresses
    guard !addresses.isEmpty else { throw .noOutsideAddress }
    guard addresses.count <= NAT.Configuration.outsideAddressesMax else { throw .tooManyOutsideAddresses }
    guard configuration.ports.lowerBound > 0 else { throw .badPortRange }
    self.realms = realms
    self.addresses = addresses
    mapping = configuration.mapping
    filtering = configuration.filtering
    hairpin = configuration.hairpin
    refreshesInbound = configuration.refreshesInbound
    ports = configuration.ports
    keepsParity = configuration.keepsParity
    mappingsMax = min(max(1, configuration.mappingsMax), NAT.Configuration.tableMax)
    connectionsPerMappingMax = max(1, configuration.connectionsPerMappingMax)
  }

  /// Checks forwards, which may be replaced later.
  static func check(_ forwards: [NAT.Forward]) throws(NAT.ConfigurationError) {
    guard forwards.count <= NAT.Configuration.forwardsMax else { throw .tooManyForwards }
    var seen: Set<[UInt16]> = []
    for forward in forwards {
      let isKnown = forward.protocol == .tcp || forward.protocol == .udp
      guard isKnown, forward.port != 0, forward.target.port != 0, !forward.target.address.isUnspecified else {
        throw .badForward(forward)
      }
      guard seen.insert([UInt16(forward.protocol.rawValue), forward.port]).inserted else {
        throw .forwardedTwice(forward)
      }
    }
  }

  /// The realm of a port.
  @inline(__always)
  func realm(_ port: Int) -> Realm { realms[port] }

  /// True for an address that stands for the inside.
  @inline(__always)
  func isOutsideAddress(_ address: IPv4Address) -> Bool {
    if addresses[0] == address { return true }
    return addresses.count > 1 && addresses.contains(address)
  }

  /// The place in `addresses` of the one that stands for an inside host: always the same (RFC 4787, 4.1, "paired"), and
  /// neighbours have different ones.
  func addressIndex(for inside: IPv4Address) -> Int { Int(inside.bits % UInt32(addresses.count)) }

  /// As much of a remote end as the mapping behaviour looks at.
  func masked(_ remote: IPv4Endpoint) -> IPv4Endpoint {
    switch mapping {
    case .endpointIndependent: .none
    case .addressDependent: IPv4Endpoint(remote.address, 0)
    case .addressAndPortDependent: remote
    }
  }
}
