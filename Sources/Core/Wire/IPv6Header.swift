/// An IPv6 header as a value, to be written in front of extension headers and payload (RFC 8200, 3).
public struct IPv6Header: Hashable, Sendable {
  /// Who sends it.
  public var source: IPv6Address
  /// Where it goes.
  public var destination: IPv6Address
  /// What follows the header: an extension header or the upper layer.
  public var nextHeader: IPProtocol
  /// Octets of extension headers and payload, at most 65,535.
  public var payloadLength: Int
  /// Routers that the datagram may pass.
  public var hopLimit: UInt8
  /// How to queue it.
  public var trafficClass: TrafficClass
  /// The flow it belongs to, 20 bits; higher ones are ignored.
  public var flowLabel: UInt32

  /// Makes a header of its fields.
  @inlinable
  public init(
    source: IPv6Address, destination: IPv6Address, nextHeader: IPProtocol, payloadLength: Int, hopLimit: UInt8 = 64,
    trafficClass: TrafficClass = .default, flowLabel: UInt32 = 0
  ) {
    self.source = source
    self.destination = destination
    self.nextHeader = nextHeader
    self.payloadLength = payloadLength
    self.hopLimit = hopLimit
    self.trafficClass = trafficClass
    self.flowLabel = flowLabel
  }

  /// Copies the header out of a view.
  @inlinable
  public init(_ view: borrowing IPv6View) {
    self.init(
      source: view.source, destination: view.destination, nextHeader: view.nextHeader,
      payloadLength: view.payloadLength, hopLimit: view.hopLimit, trafficClass: view.trafficClass,
      flowLabel: view.flowLabel)
  }

  /// Writes the 40 octets at `offset`; false, and nothing is written, where there is no room or the payload length
  /// would pass 65,535.
  @inlinable
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(IPv6View.length, at: offset), 0...65_535 ~= payloadLength else { return false }
    bytes.setUInt32(0x6000_0000 | UInt32(trafficClass.rawValue) << 20 | flowLabel & 0xf_ffff, at: offset)
    bytes.setUInt16(UInt16(truncatingIfNeeded: payloadLength), at: offset + 4)
    bytes.setOctet(nextHeader.rawValue, at: offset + 6)
    bytes.setOctet(hopLimit, at: offset + 7)
    bytes.setIPv6Address(source, at: offset + 8)
    bytes.setIPv6Address(destination, at: offset + 24)
    return true
  }
}
