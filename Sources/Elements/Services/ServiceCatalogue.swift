/// Which server answers on which port of a lab's host, embedded or live: 80 and 8080 of TCP give a page, 53 is the lab's
/// name server, and every other port sends back what it is sent (RFC 862).
public struct ServiceCatalogue: Sendable {
  private let host: String
  private let zone: DNSZone

  /// The servers of a host, in a lab of these names.
  public init(host: String, zone: DNSZone) {
    self.host = host
    self.zone = zone
  }

  /// The server for one TCP connection to `port`.
  public func stream(port: UInt16) -> any StreamResponder {
    switch port {
    case 80, 8080: HTTPResponder(host: host)
    case DNSResponder.port: DNSStream(DNSResponder(zone))
    default: EchoResponder()
    }
  }

  /// The answer to a datagram at `port`, or `nil` where there is none.
  public func answer(_ datagram: [UInt8], port: UInt16) -> [UInt8]? {
    port == DNSResponder.port ? DNSResponder(zone).respond(to: datagram) : datagram
  }
}
