import Capture
import SeededRandom
import Testing

@Suite struct FilterTests {
  @Test(
    "a filter accepts the frames that tcpdump accepts",
    arguments: [
      "", "tcp port 80", "udp", "arp", "icmp or icmp6", "host 10.1.0.10 and not arp", "ip6 and tcp dst port 443",
      "vlan 10 and tcp", "greater 200", "tcp[tcpflags] & tcp-syn != 0", "ether src 02:00:00:00:00:01", "less 10",
    ])
  func agreesWithTcpdump(text: String) throws {
    let frames = Traffic.frames(300, seed: 0xf117e4, for: "agreesWithTcpdump")
    let filter = try CaptureFilter(text)
    let accepted = frames.filter { filter.matches($0) }
    let file = PcapTests.file(frames)
    let printed = try Tool.run(["tcpdump", "-n", "-t", "-r", "%", text], file: file)
    let lines = printed.split(separator: "\n").filter { $0.first != " " && $0.first != "\t" }
    #expect(accepted.count == lines.count)
  }

  @Test(
    "a filter accepts the frames that tshark selects by the same wish in its own language",
    arguments: [
      ("tcp port 80", "tcp.port == 80 && !vlan"), ("vlan 10 and icmp6", "vlan.id == 10 && icmpv6"),
      ("host 10.1.0.10 and not vlan", "(ip.addr == 10.1.0.10 || arp.src.proto_ipv4 == 10.1.0.10) && !vlan"),
    ])
  func agreesWithTshark(text: String, display: String) throws {
    let frames = Traffic.frames(2000, seed: 0x75_4a6c, for: "agreesWithTshark")
    let filter = try CaptureFilter(text)
    let printed = try Tool.run(["tshark", "-n", "-r", "%", "-Y", display], file: PcapTests.file(frames))
    let accepted = frames.count { filter.matches($0) }
    #expect(accepted == printed.split(separator: "\n").count)
    #expect(accepted > 0)
  }

  @Test("a filter that libpcap does not understand is refused in libpcap's words")
  func refused() {
    for (text, part) in [
      ("tcp prt 80", "syntax error"), ("tcp port 70000", "illegal port number"), ("inbound", "not supported"),
    ] {
      let error = #expect(throws: CaptureFilterError.self) { try CaptureFilter(text) }
      #expect(error?.message.contains(part) == true, "\(error?.description ?? "")")
      #expect(error?.text == text)
    }
    #expect(throws: CaptureFilterError.self) { try CaptureFilter("tcp\0 port 80") }
    #expect(throws: CaptureFilterError.self) {
      try CaptureFilter(String(repeating: " ", count: CaptureFilter.textMax + 1))
    }
  }

  @Test("no frame makes a filter read outside it")
  func anything() throws {
    var random = SplitMix64(seed: 77, for: "anything")
    let filters = try ["tcp port 80", "ip[1500] = 1", "ip6 protochain 6", "len = 0", "vlan and vlan and tcp port 80"]
      .map { try CaptureFilter($0) }
    for _ in 0..<2000 {
      var frame = Traffic.frame(&random)
      frame.removeLast(Int.random(in: 0...frame.count, using: &random))
      if !frame.isEmpty {
        frame[Int.random(in: 0..<frame.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      for filter in filters { _ = filter.matches(frame) }
    }
    #expect(filters[3].matches([]) && !filters[0].matches([]))
  }
}
