public import Wire

/// The routes of a router, of both versions of the protocol: prefix → next hop, the longest prefix first
/// (RFC 1812, 5.2.4.3). One prefix has one route; there is no choice among equals.
public struct RoutingTable: ~Copyable {
  /// The most routes it holds where nothing else is said.
  public static let routesMax = 1_048_576

  /// How often a route was set or taken out.
  private(set) var changes: UInt64 = 0
  private var v4 = PrefixTrie<UInt32>()
  private var v6 = PrefixTrie<UInt128>()
  private var hops = NextHopSet()
  /// The most routes it holds.
  public let countMax: Int

  /// An empty table of at most `countMax` routes.
  public init(countMax: Int = RoutingTable.routesMax) { self.countMax = countMax }

  /// How many routes there are.
  public var count: Int { v4.count + v6.count }

  /// Where `destination` is reached, or `nil` where there is no route.
  @inline(__always)
  public func lookup(_ destination: IPAddress) -> NextHop? {
    let number =
      switch destination {
      case .v4(let address): v4.lookup(address.bits)
      case .v6(let address): v6.lookup(address.bits)
      }
    guard let number else { return nil }
    return hops.hops[Int(number)]
  }

  /// As `lookup`, with the prefix that decided; slower, for people who ask.
  public func match(_ destination: IPAddress) -> RouteEntry? {
    let found =
      switch destination {
      case .v4(let address): v4.match(address.bits)
      case .v6(let address): v6.match(address.bits)
      }
    guard let found, let prefix = IPPrefix(destination, length: found.length) else { return nil }
    return RouteEntry(prefix: prefix, nextHop: hops.hops[Int(found.value)])
  }

  /// The route to this very prefix.
  public func nextHop(of prefix: IPPrefix) -> NextHop? {
    let number =
      switch prefix {
      case .v4(let prefix): v4.value(of: prefix.network.bits, length: prefix.length)
      case .v6(let prefix): v6.value(of: prefix.network.bits, length: prefix.length)
      }
    return number.map { hops.hops[Int($0)] }
  }

  /// Sets the route to `prefix`, in place of the one there was. False, and nothing is changed, where the table is full.
  @discardableResult
  public mutating func set(_ prefix: IPPrefix, _ nextHop: NextHop) -> Bool {
    guard count < countMax || self.nextHop(of: prefix) != nil else { return false }
    changes &+= 1
    let number = hops.retain(nextHop)
    let old =
      switch prefix {
      case .v4(let prefix): v4.insert(prefix.network.bits, length: prefix.length, value: number)
      case .v6(let prefix): v6.insert(prefix.network.bits, length: prefix.length, value: number)
      }
    if let old { hops.release(old) }
    return true
  }

  /// Takes the route to `prefix` out, and answers where it led.
  @discardableResult
  public mutating func remove(_ prefix: IPPrefix) -> NextHop? {
    let old =
      switch prefix {
      case .v4(let prefix): v4.remove(prefix.network.bits, length: prefix.length)
      case .v6(let prefix): v6.remove(prefix.network.bits, length: prefix.length)
      }
    guard let old else { return nil }
    changes &+= 1
    defer { hops.release(old) }
    return hops.hops[Int(old)]
  }

  /// Every route, IPv4 first, by prefix.
  public func entries() -> [RouteEntry] {
    var found: [RouteEntry] = []
    found.reserveCapacity(count)
    v4.forEach { bits, length, number in
      guard let prefix = IPv4Prefix(IPv4Address(bits: bits), length: length) else { return }
      found.append(RouteEntry(prefix: .v4(prefix), nextHop: hops.hops[Int(number)]))
    }
    v6.forEach { bits, length, number in
      guard let prefix = IPv6Prefix(IPv6Address(bits: bits), length: length) else { return }
      found.append(RouteEntry(prefix: .v6(prefix), nextHop: hops.hops[Int(number)]))
    }
    return found.sorted { $0.prefix < $1.prefix }
  }
}
