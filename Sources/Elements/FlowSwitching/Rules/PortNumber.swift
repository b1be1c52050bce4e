/// The OpenFlow number of a switch port, 1…65,279 (OpenFlow 1.0, `OFPP_MAX`; Open vSwitch keeps to it in all versions).
public struct PortNumber: RawRepresentable, Hashable, Sendable, Comparable {
  /// The highest number of a port; those above have meanings of their own.
  public static let numberMax: UInt16 = 0xfeff

  /// The number.
  public let rawValue: UInt16

  /// Makes a port number; `nil` for 0 and above ``numberMax``.
  public init?(rawValue: UInt16) {
    guard rawValue > 0, rawValue <= PortNumber.numberMax else { return nil }
    self.rawValue = rawValue
  }

  /// Orders by number.
  public static func < (left: PortNumber, right: PortNumber) -> Bool { left.rawValue < right.rawValue }
}

extension PortNumber: CustomStringConvertible {
  /// The number.
  public var description: String { String(rawValue) }
}

/// The ports of one switch: their numbers and names, in order.
public struct PortDirectory: Hashable, Sendable {
  /// One port.
  public struct Port: Hashable, Sendable {
    /// The number that rules use.
    public var number: PortNumber
    /// The name, such as `eth1`.
    public var name: String

    /// Makes a port.
    public init(number: PortNumber, name: String) {
      self.number = number
      self.name = name
    }
  }

  /// The ports, in the order of the switch.
  public let ports: [Port]
  private let numbers: [String: PortNumber]
  private let known: Set<PortNumber>

  /// Makes a directory; of two ports of one name the first is found by it.
  public init(_ ports: [Port]) {
    self.ports = ports
    numbers = Dictionary(ports.map { ($0.name, $0.number) }, uniquingKeysWith: { first, _ in first })
    known = Set(ports.map(\.number))
  }

  /// A directory of ports numbered from 1 in the order of their names.
  public init(names: [String]) {
    self.init(
      names.prefix(Int(PortNumber.numberMax)).enumerated().compactMap { index, name in
        PortNumber(rawValue: UInt16(index + 1)).map { Port(number: $0, name: name) }
      })
  }

  /// The number of the port of that name, or `nil`.
  public func number(named name: String) -> PortNumber? { numbers[name] }

  /// The name of the port of that number, or `nil`.
  public func name(of number: PortNumber) -> String? { ports.first { $0.number == number }?.name }

  /// True where there is such a port.
  public func contains(_ number: PortNumber) -> Bool { known.contains(number) }

  /// The ports as a person reads them: `eth1 (1), eth2 (2)`.
  public var listed: String { ports.map { "\($0.name) (\($0.number))" }.joined(separator: ", ") }
}
