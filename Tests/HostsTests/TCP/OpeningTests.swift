import Dataplane
import Hosts
import Testing
import Wire

@Suite("TCP opening")
struct OpeningTests {
  @Test("three segments open a connection, and the SYNs say what each side takes (RFC 9293, 3.5)")
  func handshake() {
    var channel = TCPChannel()
    channel.logs = true
    channel.run(until: .milliseconds(500))
    #expect(
      channel.lines == [
        "0 a>b S 0 mss 1460 ws 7",
        "10 b>a S. 0 ack 1 mss 1460 ws 7",
        "20 a>b . 1 ack 1",
      ])
    #expect(channel.a.state == .established && channel.b?.state == .established)
    #expect(channel.a.takeEvents() == .opened)
    #expect(channel.a.nextDeadline == nil && channel.b?.nextDeadline == nil)
  }

  @Test("what one side does not offer, the other does not use (RFC 7323, 2.5 and 3.2; RFC 2018, 2)")
  func options() throws {
    var channel = TCPChannel(TCPSettings(), TCPChannel.plain)
    channel.flush()
    let syn = try #require(channel.events.last?.segment.header.options)
    #expect(syn.timestamps != nil && syn.windowScale == 7 && syn.isSelectiveAckPermitted)
    _ = channel.step()
    let answer = try #require(channel.events.last?.segment.header.options)
    #expect(answer == TCPOptions(maximumSegmentSize: 1_460))
    channel.run(until: .milliseconds(100))
    #expect(channel.a.send([1]) == 1)
    channel.flush()
    #expect(channel.events.last?.segment.header.options == TCPOptions())
  }

  @Test("IPv6 takes 20 octets more (RFC 6691)")
  func sixMSS() {
    var channel = TCPChannel(version: .v6)
    channel.logs = true
    channel.flush()
    #expect(channel.lines == ["0 a>b S 0 mss 1440 ws 7"])
  }

  @Test("a SYN goes again after 1, 2, 4, … seconds, and the seventh is the last (RFC 6298, 5.5; Linux)")
  func synRetries() {
    var channel = TCPChannel()
    channel.logs = true
    channel.aToB.loss = 1_000
    channel.run(until: .seconds(300))
    let seconds = channel.lines.compactMap { Int($0.prefix { $0 != " " }) }.map { $0 / 1_000 }
    #expect(seconds == [0, 1, 3, 7, 15, 31, 63])
    #expect(channel.a.failure == .timedOut && channel.a.state == .closed)
    #expect(channel.a.takeEvents() == .failed)
  }

  @Test("a SYN,ACK goes again too, and its connection ends after five of them")
  func synAckRetries() {
    var channel = TCPChannel()
    channel.logs = true
    channel.bToA.loss = 1_000
    channel.aToB.loss = 0
    _ = channel.step()
    channel.aToB.loss = 1_000
    channel.run(until: .seconds(300))
    let times = channel.lines.filter { $0.contains("b>a") }.compactMap { Int($0.prefix { $0 != " " }) }
    #expect(times == [10, 1_010, 3_010, 7_010, 15_010, 31_010])
    #expect(channel.b?.failure == .timedOut)
  }

  @Test("a closed port's reset refuses the connection, and has the numbers of RFC 9293, 3.5.2")
  func refusal() throws {
    var channel = TCPChannel(TCPChannel.plain)
    let first = channel.a.nextSegment(at: .zero)
    let syn = try #require(first)
    let reset = try #require(syn.refusal)
    #expect(TCPChannel.line(reset, toB: false, at: .zero).hasSuffix("b>a R. -2147483392 ack 1"))
    #expect(reset.header.sequence == 0)
    #expect(reset.refusal == nil, "a reset is never answered")
    channel.a.receive(reset, at: .zero)
    #expect(channel.a.state == .closed && channel.a.failure == .refused)
    #expect(channel.a.nextSegment(at: .zero) == nil)
    let data = TCPChannel.fromB(5, [.ack, .psh], ack: 77, window: 1, [1, 2, 3])
    #expect(data.refusal?.header.sequence == data.header.acknowledgement)
    #expect(data.refusal?.header.flags == .rst)
  }

  @Test("in SYN-SENT, what does not acknowledge the SYN is answered with a reset, and a reset like it ignored")
  func strangeAnswers() {
    var channel = TCPChannel(TCPChannel.plain)
    _ = channel.a.nextSegment(at: .zero)
    channel.a.receive(TCPChannel.fromB(0, [.rst, .ack], ack: 2), at: .zero)
    channel.a.receive(TCPChannel.fromB(0, [.rst], ack: 1), at: .zero)
    #expect(channel.a.state == .synSent)
    #expect(channel.a.nextSegment(at: .zero) == nil)
    channel.a.receive(TCPChannel.fromB(0, [.syn, .ack], ack: 9), at: .zero)
    #expect(
      channel.a.nextSegment(at: .zero).map { TCPChannel.line($0, toB: true, at: .zero) } == "0 a>b R 9")
    #expect(channel.a.state == .synSent)
  }

  @Test("both sides may open at once (RFC 9293, 3.5, figure 7)")
  func simultaneous() {
    var channel = TCPChannel(TCPChannel.plain)
    channel.b = TCPConnection(
      from: 80, to: 1_000, initialSequence: TCPChannel.initialB, path: channel.path, settings: TCPChannel.plain,
      at: .zero)
    channel.logs = true
    channel.run(until: .milliseconds(200))
    #expect(
      channel.lines == [
        "0 a>b S 0 mss 1460", "0 b>a S 0 mss 1460",
        "10 b>a S. 0 ack 1 mss 1460", "10 a>b S. 0 ack 1 mss 1460",
      ])
    #expect(channel.a.state == .established && channel.b?.state == .established)
    #expect(channel.a.send([1, 2, 3]) == 3)
    channel.run(until: .milliseconds(400))
    #expect(channel.b?.read() == [1, 2, 3])
  }

  @Test("an ICMP error ends a connection that is being opened, and only that; one for another segment is not believed")
  func icmp() {
    var channel = TCPChannel(TCPChannel.plain)
    let rejection = Rejection(.hostUnreachable, from: IPAddress("10.0.0.1"))
    _ = channel.a.nextSegment(at: .zero)
    channel.a.rejected(rejection, sequence: TCPChannel.initialA &+ 1, at: .zero)
    #expect(channel.a.state == .synSent)
    channel.a.rejected(rejection, sequence: TCPChannel.initialA, at: .zero)
    #expect(channel.a.failure == .rejected(rejection))

    var open = TCPChannel.open(TCPChannel.plain)
    _ = open.a.send([1])
    open.flush()
    open.a.rejected(rejection, sequence: TCPChannel.initialA &+ 1, at: open.now)
    #expect(open.a.state == .established, "RFC 5927, 5: a soft error")
  }
}
