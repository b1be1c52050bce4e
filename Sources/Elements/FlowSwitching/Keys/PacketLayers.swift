/// Where the headers of a packet begin, octets from its front; 0 where it does not have one whole.
struct PacketLayers {
  /// Octets of VLAN tags that were looked behind: 0, 4 or 8.
  var tags = 0
  /// The IP header or ARP packet.
  var network = 0
  /// The transport header, in a datagram that is whole or a first fragment.
  var transport = 0

  /// The packet has grown (or shrunk) by `octets` in front of its network layer.
  mutating func move(by octets: Int) {
    tags += octets
    if network != 0 { network += octets }
    if transport != 0 { transport += octets }
  }
}
