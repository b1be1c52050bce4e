import Buffers
import ConnectionTracking
import Routing
import Wire

/// What translation has to know of an IPv4 packet, read once.
struct Flow {
  /// How a packet is translated.
  enum Kind {
    /// By its addresses and ports, or those and the identifier of an ICMP query.
    case conversation
    /// As the packet that it quotes was (RFC 5508, 4).
    case error
    /// As the first fragment of its datagram was.
    case laterFragment
    /// Not at all: another protocol, or another ICMP message.
    case unsupported
    /// Not at all: the transport header is cut off.
    case malformed
  }

  private(set) var kind = Kind.unsupported
  /// Who sends; the port is 0 but for conversations.
  var source: IPv4Endpoint
  /// Who receives; the port is 0 but for conversations.
  let destination: IPv4Endpoint
  /// TCP, UDP, ICMP, or what is not translated.
  let proto: IPProtocol
  /// The control bits of TCP, else none.
  private(set) var flags: TCPFlags = []
  /// True where the packet may begin a conversation: TCP's first SYN, UDP, an ICMP question.
  private(set) var isOpening = false

  /// Reads the transport header behind `headers`.
  @inline(__always)
  init(_ packet: borrowing Packet, _ headers: IPHeaders, _ sender: IPv4Address, _ receiver: IPv4Address) {
    let bytes = packet.bytes
    let start = headers.payloadOffset
    let room = min(bytes.byteCount, IPHeaders.offset + headers.length) - start
    var ports = TransportPorts(source: 0, destination: 0)
    proto = headers.upper.protocol
    switch proto {
    case _ where headers.upper.fragmentOffset != 0: kind = .laterFragment
    case .tcp where room >= TCPView.minimumLength:
      kind = .conversation
      ports = TransportPorts(source: bytes.uint16(at: start), destination: bytes.uint16(at: start + 2))
      flags = TCPFlags(rawValue: bytes.octet(at: start + 13))
      isOpening = TCPTracker.opens(flags)
    case .udp where room >= UDPView.length:
      kind = .conversation
      ports = TransportPorts(source: bytes.uint16(at: start), destination: bytes.uint16(at: start + 2))
      isOpening = true
    case .icmp where room >= ICMPv4View.length:
      let type = ICMPv4Type(rawValue: bytes.octet(at: start))
      if let role = QueryRole(type) {
        kind = .conversation
        ports = role.ports(identifier: bytes.uint16(at: start + 4))
        isOpening = role == .question
      } else if type.isError {
        kind = .error
      }
    case .tcp, .udp, .icmp: kind = .malformed
    default: break
    }
    source = IPv4Endpoint(sender, ports.source)
    destination = IPv4Endpoint(receiver, ports.destination)
  }

  /// From whom to whom.
  @inline(__always) var tuple: ConnectionTuple {
    ConnectionTuple(
      proto, source: source.address, port: source.port, destination: destination.address, port: destination.port)
  }
}
