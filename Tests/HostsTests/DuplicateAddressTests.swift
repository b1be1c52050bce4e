import Hosts
import Routing
import Testing
import Wire

@Suite("Duplicate address detection (RFC 4862, 5.4)")
struct DuplicateAddressTests {
  private let detecting: (inout Host.Configuration) -> Void = { $0.detectsDuplicateAddresses = true }

  @Test("an address is asked for, not used for a second, and then used")
  func unique() async throws {
    let bench = try HostBench(knows: false, change: detecting)
    #expect(await bench.host.status().tentative.count == 2)
    #expect(bench.send(HostBench.solicitation(of: HostBench.v6)).isEmpty)
    #expect(bench.send(EthernetFrame.icmpEcho(HostBench.path6)).isEmpty)
    let questions = bench.bench.advance(by: .seconds(1))[0] ?? []
    #expect(questions.count == 2)
    #expect(questions.allSatisfy { $0[54] == 135 && $0[22..<38].allSatisfy { $0 == 0 } && $0.count == 78 })
    bench.bench.advance(by: .seconds(1))
    let status = await bench.host.status()
    #expect(status.tentative.isEmpty && status.duplicates.isEmpty)
    #expect(bench.send(HostBench.solicitation(of: HostBench.v6)).count == 1)
  }

  @Test(
    "who advertises the address, or asks for it too, makes it a duplicate, which is reported and not used",
    arguments: [true, false])
  func duplicate(_ advertises: Bool) async throws {
    let bench = try HostBench(knows: false, change: detecting)
    bench.bench.advance(by: .seconds(1))
    let conflict =
      advertises
      ? HostBench.advertisement(of: HostBench.v6) : HostBench.solicitation(of: HostBench.v6, from: .unspecified)
    #expect(bench.send(conflict).isEmpty)
    bench.bench.advance(by: .seconds(5))
    let status = await bench.host.status()
    #expect(status.duplicates == [HostBench.v6] && status.tentative.isEmpty)
    #expect("\(status)".contains("DUPLICATE: 2001:db8::1"))
    #expect(bench.send(HostBench.solicitation(of: HostBench.v6)).isEmpty)
    #expect(bench.send(EthernetFrame.icmpEcho(HostBench.path6)).isEmpty)
    // IPv4 is not touched by that.
    let request = EthernetFrame.arpRequest(from: HostBench.peerMAC, address: HostBench.peer4, target: HostBench.v4)
    #expect(bench.send(request).count == 1)
  }

  @Test("of two hosts that come up one after the other with one address, the second one gives way")
  func twoHosts() throws {
    let net = TestNet()
    let a = try net.host("a", "2001:db8::1/64", change: { $0.detectsDuplicateAddresses = true })
    let b = try net.host("b", "2001:db8::2/64")
    let other = try net.host("c", "2001:db8::2/64", change: { $0.detectsDuplicateAddresses = true })
    net.connect(a, b, other)
    try net.pass(.seconds(5))
    #expect(try net.simulator.run { await other.status().duplicates } == [IPv6Address("2001:db8::2")!])
    #expect(try net.simulator.run { await b.status().duplicates }.isEmpty)
    #expect(try net.ping(a, "2001:db8::2").received == 1)
    #expect(try net.ping(other, "2001:db8::1") { $0.timeout = .seconds(4) }.received == 1, "by its link-local address")
  }

  @Test("a host without a usable address sends nothing")
  func nothingToSendFrom() throws {
    let net = TestNet()
    let a = try net.host("a", "2001:db8::1/64", change: { $0.detectsDuplicateAddresses = true })
    let b = try net.host("b", "2001:db8::2/64")
    net.join(a, b)
    #expect(try net.ping(a, "2001:db8::2").rejections == [Rejection(.noRoute)])
  }
}
