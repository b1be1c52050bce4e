import Middleboxes
import Testing
import Wire

/// Reading what came out of a NAT, independently of the NAT's own reading.
extension NATBench.Seen {
  var proto: IPProtocol { IPProtocol(rawValue: datagram[9]) }
  var sourceAddress: IPv4Address { address(at: 12) }
  var destinationAddress: IPv4Address { address(at: 16) }
  /// Source address with the port, or with the identifier of an echo request.
  var source: IPv4Endpoint {
    switch proto {
    case .icmp: IPv4Endpoint(sourceAddress, datagram[20] == 8 ? word(at: 24) : 0)
    default: IPv4Endpoint(sourceAddress, word(at: 20))
    }
  }
  /// Destination address with the port, or with the identifier of an echo reply.
  var destination: IPv4Endpoint {
    switch proto {
    case .icmp: IPv4Endpoint(destinationAddress, datagram[20] == 0 ? word(at: 24) : 0)
    default: IPv4Endpoint(destinationAddress, word(at: 22))
    }
  }
  /// What an ICMP error quotes, with the transport header that it begins with.
  var quoted: NATBench.Seen { NATBench.Seen(port: port, datagram: Array(datagram.dropFirst(28)), offload: offload) }

  func word(at offset: Int) -> UInt16 { UInt16(datagram[offset]) << 8 | UInt16(datagram[offset + 1]) }

  private func address(at offset: Int) -> IPv4Address {
    IPv4Address(datagram[offset], datagram[offset + 1], datagram[offset + 2], datagram[offset + 3])
  }
}

extension NATBench {
  /// A datagram from one endpoint to another, sent; of ICMP, a question where the source has a port, else an answer.
  @discardableResult
  func send(
    _ proto: IPProtocol, _ source: IPv4Endpoint, _ destination: IPv4Endpoint, flags: TCPFlags = .syn,
    payload: [UInt8] = [1, 2, 3]
  ) -> [Seen] {
    let path = NATBench.path(source.address, destination.address)
    let frame =
      switch proto {
      case .tcp:
        EthernetFrame.tcp(
          path, TCPHeader(sourcePort: source.port, destinationPort: destination.port, flags: flags), payload: payload)
      case .udp:
        EthernetFrame.udp(path, sourcePort: source.port, destinationPort: destination.port, payload: payload)
      default:
        EthernetFrame.icmpEcho(
          path, isReply: source.port == 0, identifier: source.port == 0 ? destination.port : source.port,
          payload: payload)
      }
    return send(frame, at: NATBench.port(of: source.address))
  }
}

/// Endpoints that tests share.
enum Hosts {
  static let alice = IPv4Endpoint(IPv4Address(10, 1, 0, 10), 5000)
  static let bob = IPv4Endpoint(IPv4Address(10, 2, 0, 20), 6000)
  static let web = IPv4Endpoint(IPv4Address(203, 0, 113, 80), 80)
  static let dns = IPv4Endpoint(IPv4Address(192, 0, 32, 53), 53)
}
