public import Wire

/// What a lab's name server knows: names and their addresses, and the names of the addresses.
///
/// The server has authority over everything at and below `origin`, and over the backward names of all addresses. With
/// the root as its origin, a lab is a world of its own, in which a name that the file does not have does not exist.
public struct DNSZone: Sendable {
  /// Names that a zone has at most, those in between and the backward ones included.
  public static let namesMax = 1 << 20
  /// Addresses that a name has at most.
  public static let addressesMax = 256

  /// What the names end in.
  public let origin: DNSName
  /// Seconds that an answer may be remembered. A lab changes while it runs, so they are few.
  public let timeToLive: UInt32

  /// What there is at a name. A name that exists because there are names below it has nothing.
  struct Node: Sendable {
    var v4: [IPv4Address] = []
    var v6: [IPv6Address] = []
    var pointer: DNSName?
  }

  private var nodes: [DNSName: Node] = [:]

  /// A zone that knows its origin.
  public init(origin: DNSName = .root, timeToLive: UInt32 = 5) {
    self.origin = origin
    self.timeToLive = timeToLive
    nodes[origin] = Node()
    nodes[.reverse4] = Node()
    nodes[.reverse6] = Node()
  }

  /// Gives `name` an address, after those that it has; the first name of an address is its backward one. False, and
  /// nothing is changed, where the name is not within the zone, or a bound is reached.
  @discardableResult
  public mutating func add(_ name: DNSName, _ address: IPAddress) -> Bool {
    guard name.isWithin(origin), nodes.count + DNSName.lengthMax < DNSZone.namesMax else { return false }
    let node = nodes[name] ?? Node()
    guard node.v4.count + node.v6.count < DNSZone.addressesMax else { return false }
    insert(name)
    switch address {
    case .v4(let address): if !node.v4.contains(address) { nodes[name]?.v4.append(address) }
    case .v6(let address): if !node.v6.contains(address) { nodes[name]?.v6.append(address) }
    }
    let backward = DNSName(reverse: address)
    insert(backward)
    if nodes[backward]?.pointer == nil { nodes[backward]?.pointer = name }
    return true
  }

  /// Makes a name and all names above it exist (RFC 8020).
  private mutating func insert(_ name: DNSName) {
    var next: DNSName? = name
    while let name = next, nodes[name] == nil {
      nodes[name] = Node()
      next = name.parent
    }
  }

  /// The top of the part of the zone that `name` is in; `nil` where the server has no say.
  func apex(of name: DNSName) -> DNSName? {
    [origin, .reverse4, .reverse6].first { name.isWithin($0) }
  }

  /// What there is at `name`; `nil` where the name does not exist.
  func node(_ name: DNSName) -> Node? { nodes[name] }

  /// The name server's own name: `ns` below the apex, or below the root where that does not fit.
  func server(of apex: DNSName) -> DNSName { apex.prefixed(by: "ns") ?? .root }

  /// Who is responsible, as a name (RFC 1035, 3.3.13).
  func mailbox(of apex: DNSName) -> DNSName { apex.prefixed(by: "hostmaster") ?? .root }
}
