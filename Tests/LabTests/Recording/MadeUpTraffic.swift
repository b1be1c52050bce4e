import Buffers
import Dataplane
import Topology
import Wire

@testable import Lab

/// What hosts might send: questions and answers of ARP, pings, datagrams to one another and through the NAT, and frames
/// that make no sense. Each datagram carries sixteen octets that no other has.
struct MadeUpTraffic {
  private let lab: ResolvedLab
  private var chance: RandomSource

  init(_ lab: ResolvedLab, seed: UInt64) {
    self.lab = lab
    chance = RandomSource(seed: seed)
  }

  mutating func packet(from host: String) -> RecordedPacket {
    let own = lab.node(named: host)!.interfaces[0]
    let hop: IPv4Address = host == "web" ? Self.ip("203.0.113.1") : Self.ip("10.1.0.1")
    let hopMAC = lab.mac(of: .v4(hop))!
    let address = own.addresses[0].address.v4!
    let others: [IPv4Address] =
      host == "web"
      ? [Self.ip("203.0.113.1"), Self.ip("10.1.0.10"), Self.ip("198.51.100.2")]
      : [Self.ip("203.0.113.80"), Self.ip("10.1.0.1"), Self.ip("10.1.0.66"), Self.ip("192.0.2.9")]
    let path = FramePath(
      from: own.mac, to: hopMAC, source: address, destination: others[Int(chance.next() % UInt64(others.count))])
    switch chance.next() % 10 {
    case 0: return RecordedPacket(octets: EthernetFrame.arpRequest(from: own.mac, address: address, target: hop))
    case 1, 2:
      return RecordedPacket(octets: EthernetFrame.arpReply(from: own.mac, address: address, to: hopMAC, target: hop))
    case 3: return RecordedPacket(octets: EthernetFrame.icmpEcho(path, identifier: 7, sequence: 1, payload: noise(56)))
    case 4: return RecordedPacket(octets: noise(14 + Int(chance.next() % 60)))
    default:
      let ports = (
        UInt16(5000 + chance.next() % 20), UInt16(chance.next() % 3 == 0 ? 7 : 5000 + chance.next() % 30_000)
      )
      let frame = EthernetFrame.udp(
        path, sourcePort: ports.0, destinationPort: ports.1, payload: noise(16 + Int(chance.next() % 900)))
      var packet = RecordedPacket(octets: frame)
      if chance.next() % 4 == 0 {
        packet.offload.needsChecksum = true
        packet.offload.checksumStart = 34
        packet.offload.checksumOffset = 6
      }
      return packet
    }
  }

  private static func ip(_ text: String) -> IPv4Address { IPv4Address(text)! }

  private mutating func noise(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: chance.next() >> 32) }
  }
}
