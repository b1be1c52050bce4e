public import Buffers
import Wire

extension IPHeaders {
  /// Reads the headers of the datagram behind a packet's Ethernet header, whatever that says; `nil` where there is no
  /// whole datagram of either version. The IPv4 header's checksum is not looked at.
  public init?(_ packet: borrowing Packet) {
    self.init()
    guard let frame = EthernetView(packet.bytes) else { return nil }
    if let view = IPv4View(frame.payload) {
      read(view)
    } else if let view = IPv6View(frame.payload) {
      read(view)
    } else {
      return nil
    }
  }

  @inline(__always)
  mutating func read(_ view: borrowing IPv4View) {
    versionField = .v4
    (sourceHigh, destinationHigh) = (0, 0)
    sourceLow = UInt64(view.source.bits)
    destinationLow = UInt64(view.destination.bits)
    lengthField = UInt32(view.totalLength)
    upperOffset = UInt32(view.headerLength)
    fragmentOffset = UInt16(view.fragmentOffset)
    upperProtocol = view.protocol
    headerLengthField = UInt8(view.headerLength)
    moreFragments = view.moreFragments
    timeToLive = view.ttl
    dontFragment = view.dontFragment
  }

  /// A router is not to judge extension headers that it does not process (RFC 8200, 4; RFC 7045, 2.1), so that a chain
  /// that makes no sense is no reason to refuse the datagram.
  @inline(__always)
  mutating func read(_ view: borrowing IPv6View) {
    versionField = .v6
    (sourceHigh, sourceLow) = (view.source.high, view.source.low)
    (destinationHigh, destinationLow) = (view.destination.high, view.destination.low)
    lengthField = UInt32(IPv6View.length + view.payloadLength)
    headerLengthField = UInt8(IPv6View.length)
    upper = view.upperLayer ?? IPHeaders.firstUnreadable(view)
    timeToLive = view.hopLimit
    dontFragment = true
  }

  private static func firstUnreadable(_ view: borrowing IPv6View) -> UpperLayer {
    var cursor = IPv6ExtensionCursor(view)
    while cursor.next() != nil {}
    return UpperLayer(protocol: cursor.nextHeader, offset: cursor.offset)
  }
}
