import Wire

/// Whom a probe is sent to.
public struct CheckTarget: Hashable, Sendable {
  /// The destination as the file names it: a node, or an address.
  public var name: String
  /// The node that has the address; `nil` where no node of the lab has it.
  public var node: String?
  /// The address.
  public var address: IPAddress

  /// Makes a target.
  public init(name: String, node: String?, address: IPAddress) {
    self.name = name
    self.node = node
    self.address = address
  }
}

extension CheckTarget: CustomStringConvertible {
  /// The name as the file has it.
  public var description: String { name }

  /// The name with a port, as `web:443` or `[2001:db8::1]:443`.
  public func description(port: UInt16) -> String { name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)" }
}

/// The numbers that a measured number must be among, written `>= 3`, `== 0`, `<= 45ms` or `1..5`.
///
/// Numbers are whole, in the smallest unit of what is measured: packets, octets, nanoseconds, bits a second, parts per
/// billion.
public struct Bound: Hashable, Sendable {
  /// The least number that is right; `nil` where there is none.
  public var least: Int?
  /// The largest number that is right; `nil` where there is none.
  public var most: Int?
  /// The bound as the file writes it.
  public var text: String

  /// Makes a bound.
  public init(least: Int?, most: Int?, text: String) {
    self.least = least
    self.most = most
    self.text = text
  }

  /// True for a number that is right.
  public func contains(_ value: Int) -> Bool { value >= least ?? .min && value <= most ?? .max }

  /// True for a duration that is right, where the bound is one of time.
  public func contains(_ value: Duration) -> Bool {
    let (seconds, attoseconds) = value.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return contains(overflow ? .max : Int(whole) + Int(attoseconds / 1_000_000_000))
  }
}

extension Bound: CustomStringConvertible {
  /// The bound as the file writes it.
  public var description: String { text }
}
