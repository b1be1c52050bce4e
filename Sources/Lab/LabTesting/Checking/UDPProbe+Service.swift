import Hosts
import Services
import Wire

extension UDPProbe {
  /// The port of name servers (RFC 1035, 4.2.1).
  private static var namePort: UInt16 { 53 }

  /// A datagram that whoever serves the port by custom answers: to a name server a question, as it is silent to anything
  /// else; to any other port a few octets.
  init(asking address: IPAddress, port: UInt16) {
    self.init(address, port: port)
    if port == UDPProbe.namePort { payload = DNSQuery(.root, type: .a, identifier: port).message }
  }
}
