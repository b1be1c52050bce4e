public import Buffers
import Wire

extension IPHeaders {
  /// Reads the headers of the datagram behind a packet's Ethernet header, whatever that says; `nil` where there is no
  /// whole datagram of either version. The IPv4 header's checksum is not looked at.
  public init?(_ packet: borrowing Packet) {
    guard let frame = EthernetView(packet.bytes) else { return nil }
    if let view = IPv4View(frame.payload) {
      self.init(view)
    } else if let view = IPv6View(frame.payload) {
      self.init(view)
    } else {
      return nil
    }
  }

  @inline(__always)
  init(_ view: borrowing IPv4View) {
    self.init(
      source: .v4(view.source), destination: .v4(view.destination), upper: view.upperLayer, length: view.totalLength,
      headerLength: view.headerLength, timeToLive: view.ttl, dontFragment: view.dontFragment)
  }

  /// A router is not to judge extension headers that it does not process (RFC 8200, 4; RFC 7045, 2.1), so that a chain
  /// that makes no sense is no reason to refuse the datagram.
  @inline(__always)
  init(_ view: borrowing IPv6View) {
    self.init(
      source: .v6(view.source), destination: .v6(view.destination),
      upper: view.upperLayer ?? IPHeaders.firstUnreadable(view), length: IPv6View.length + view.payloadLength,
      headerLength: IPv6View.length, timeToLive: view.hopLimit, dontFragment: true)
  }

  private static func firstUnreadable(_ view: borrowing IPv6View) -> UpperLayer {
    var cursor = IPv6ExtensionCursor(view)
    while cursor.next() != nil {}
    return UpperLayer(protocol: cursor.nextHeader, offset: cursor.offset)
  }
}
