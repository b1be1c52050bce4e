import Dataplane
import Hosts
import Routing
import Testing
import Wire

@Suite("What an embedded host answers")
struct AnsweringTests {
  @Test("an ARP request is answered to the asker alone, who is remembered (RFC 826)")
  func arp() async throws {
    let bench = try HostBench(knows: false)
    let request = EthernetFrame.arpRequest(
      from: HostBench.peerMAC, address: HostBench.peer4, target: HostBench.v4)
    let reply = EthernetFrame.arpReply(
      from: HostBench.mac, address: HostBench.v4, to: HostBench.peerMAC, target: HostBench.peer4)
    #expect(bench.send(request) == [reply])
    #expect(await bench.host.neighbours().map(\.address) == [.v4(HostBench.peer4)])
  }

  @Test("ARP requests for others are dropped and teach nothing; of a known neighbour they update its address")
  func arpForOthers() async throws {
    let bench = try HostBench()
    let stranger = IPv4Address(10, 1, 0, 77)
    let other = IPv4Address(10, 1, 0, 99)
    #expect(bench.send(EthernetFrame.arpRequest(from: HostBench.peerMAC, address: stranger, target: other)).isEmpty)
    #expect(await bench.host.neighbours().count == 2 && bench.drops(.notForUs) == 1)
    let moved = MACAddress(bits: 0x0200_0000_00bb)
    #expect(bench.send(EthernetFrame.arpRequest(from: moved, address: HostBench.peer4, target: other)).isEmpty)
    #expect(await bench.host.neighbours().first?.neighbour.mac == moved)
  }

  @Test("a sender outside the host's subnet is answered too, as Linux does")
  func arpFromElsewhere() throws {
    let bench = try HostBench(knows: false)
    let request = EthernetFrame.arpRequest(
      from: HostBench.peerMAC, address: IPv4Address(10, 9, 0, 1), target: HostBench.v4)
    #expect(bench.send(request).count == 1)
  }

  @Test("a neighbour solicitation is answered, without the router flag (RFC 4861, 7.2.4)")
  func solicitation() throws {
    let bench = try HostBench(knows: false)
    let answers = bench.send(HostBench.solicitation(of: HostBench.v6))
    #expect(answers.count == 1)
    let frame = try #require(answers.first)
    #expect(frame[54] == 136 && frame[58] == 0x60 && frame[21] == 255)
    #expect(Array(frame[0..<6]) == [2, 0, 0, 0, 0, 0xaa])
    #expect(Array(frame[78..<86]) == [2, 1, 2, 0, 0, 0, 0, 1])
  }

  @Test("echo requests of both versions come back with the same data and a fresh time to live of 64")
  func echo() throws {
    let bench = try HostBench()
    let data = (0..<100).map { UInt8($0) }
    var path4 = HostBench.path4
    path4.hopLimit = 3
    let reply4 = bench.send(EthernetFrame.icmpEcho(path4, identifier: 7, sequence: 9, payload: data))
    var back4 = HostBench.path4.reversed
    back4.dontFragment = false
    back4.identification = 1
    #expect(reply4 == [EthernetFrame.icmpEcho(back4, isReply: true, identifier: 7, sequence: 9, payload: data)])
    var path6 = HostBench.path6
    path6.hopLimit = 3
    let reply6 = bench.send(EthernetFrame.icmpEcho(path6, identifier: 7, sequence: 9, payload: data))
    #expect(
      reply6 == [
        EthernetFrame.icmpEcho(HostBench.path6.reversed, isReply: true, identifier: 7, sequence: 9, payload: data)
      ])
  }

  @Test("a closed UDP port is refused with port unreachable, which quotes the datagram")
  func closedUDP() throws {
    let bench = try HostBench()
    let question4 = EthernetFrame.udp(HostBench.path4, sourcePort: 5000, destinationPort: 9, payload: [1, 2, 3])
    let error4 = try #require(bench.send(question4).first)
    #expect(error4[23] == 1 && error4[34] == 3 && error4[35] == 3 && Array(error4[42...]) == Array(question4[14...]))
    let question6 = EthernetFrame.udp(HostBench.path6, sourcePort: 5000, destinationPort: 9, payload: [1, 2, 3])
    let error6 = try #require(bench.send(question6).first)
    #expect(error6[20] == 58 && error6[54] == 1 && error6[55] == 4 && Array(error6[62...]) == Array(question6[14...]))
  }

  @Test("a UDP listener's answer goes back from the address and port that were asked")
  func listener() throws {
    let bench = try HostBench(listeners: [.udp(9) { $0.isEmpty ? nil : $0.reversed() }])
    let question = EthernetFrame.udp(HostBench.path4, sourcePort: 5000, destinationPort: 9, payload: [1, 2, 3])
    var back = HostBench.path4.reversed
    back.dontFragment = true
    #expect(
      bench.send(question) == [EthernetFrame.udp(back, sourcePort: 9, destinationPort: 5000, payload: [3, 2, 1])])
    #expect(bench.send(EthernetFrame.udp(HostBench.path4, sourcePort: 5000, destinationPort: 9)).isEmpty)
  }

  @Test("what is for others is dropped: other MAC addresses, other IP addresses, tagged frames")
  func others() throws {
    let bench = try HostBench()
    var path = HostBench.path4
    path.to = MACAddress(bits: 0x0200_0000_0099)
    #expect(bench.send(EthernetFrame.icmpEcho(path)).isEmpty)
    let elsewhere = FramePath(
      from: HostBench.peerMAC, to: HostBench.mac, source: HostBench.peer4, destination: IPv4Address(10, 1, 0, 2))
    #expect(bench.send(EthernetFrame.icmpEcho(elsewhere)).isEmpty)
    #expect(bench.drops(.notForUs) == 2)
    let broadcast = FramePath(
      from: HostBench.peerMAC, to: .broadcast, source: HostBench.peer4, destination: IPv4Address(10, 1, 0, 255))
    #expect(bench.send(EthernetFrame.icmpEcho(broadcast)).isEmpty)
  }

  @Test("a wrong checksum is dropped")
  func badChecksum() throws {
    let bench = try HostBench(listeners: [.udp(9) { $0 }])
    var frame = EthernetFrame.udp(HostBench.path4, sourcePort: 5000, destinationPort: 9, payload: [1, 2, 3])
    frame[frame.count - 1] ^= 1
    #expect(bench.send(frame).isEmpty && bench.drops(.badChecksum) == 1)
  }

  @Test("addresses are announced twice where the configuration says so (RFC 5227, 2.3)")
  func announcements() throws {
    let bench = try HostBench(knows: false) { $0.announcesAddresses = true }
    let out = bench.bench.advance(by: .seconds(10))[0] ?? []
    let announcement = EthernetFrame.arpRequest(from: HostBench.mac, address: HostBench.v4, target: HostBench.v4)
    #expect(out.filter { $0 == announcement }.count == 2)
    // One advertisement for the global address and one for the link-local one, each time.
    #expect(out.filter { $0[12] == 0x86 && $0[54] == 136 }.count == 4)
  }
}
