import Dataplane
import Hosts
import Testing
import Wire

@Suite("TCP closing")
struct ClosingTests {
  @Test("one side closes, the other follows, and the first waits for 60 s (RFC 9293, 3.6)")
  func inTurn() {
    var channel = TCPChannel.open(TCPChannel.plain)
    channel.a.close()
    channel.run(until: .milliseconds(150))
    #expect(channel.a.state == .finWait2 && channel.b?.state == .closeWait)
    channel.b?.close()
    channel.run(until: .milliseconds(300))
    #expect(
      channel.lines == ["100 a>b F. 1 ack 1", "110 b>a . 1 ack 2", "150 b>a F. 1 ack 2", "160 a>b . 2 ack 2"])
    #expect(channel.a.state == .timeWait && channel.b?.state == .closed && channel.b?.failure == nil)
    channel.run(until: .seconds(100))
    #expect(channel.a.state == .closed && channel.a.failure == nil)
  }

  @Test("both sides may close at once (RFC 9293, 3.6, figure 13)")
  func simultaneous() {
    var channel = TCPChannel.open(TCPChannel.plain)
    channel.a.close()
    channel.b?.close()
    channel.run(until: .milliseconds(300))
    #expect(
      channel.lines == ["100 a>b F. 1 ack 1", "100 b>a F. 1 ack 1", "110 b>a . 2 ack 2", "110 a>b . 2 ack 2"])
    #expect(channel.a.state == .timeWait && channel.b?.state == .timeWait)
    channel.run(until: .seconds(100))
    #expect(channel.a.state == .closed && channel.b?.state == .closed)
  }

  @Test("behind one side's end, the other goes on sending (RFC 9293, 3.6, case 2)")
  func halfClose() {
    var channel = TCPChannel.open(TCPChannel.plain)
    #expect(channel.a.send([1, 2, 3]) == 3)
    channel.a.close()
    #expect(channel.a.send([4]) == 0, "nothing goes behind the end")
    channel.run(until: .milliseconds(200))
    #expect(channel.b?.takeEvents() == [.received, .peerClosed])
    #expect(channel.b?.read() == [1, 2, 3])
    let answer = [UInt8](repeating: 9, count: 50_000)
    #expect(channel.b?.send(answer[...]) == 50_000)
    channel.b?.close()
    channel.run(until: .seconds(2))
    #expect(channel.a.read() == answer)
    #expect(channel.a.state == .timeWait && channel.b?.state == .closed)
  }

  @Test("in TIME-WAIT the peer's end is acknowledged again, and the wait begins anew")
  func timeWait() {
    var channel = TCPChannel.open(TCPChannel.plain)
    channel.a.close()
    channel.run(until: .milliseconds(150))
    channel.b?.close()
    channel.run(until: .seconds(30))
    #expect(channel.a.state == .timeWait)
    channel.a.receive(TCPChannel.fromB(1, [.fin, .ack], ack: 2), at: channel.now)
    #expect(
      channel.a.nextSegment(at: channel.now).map { TCPChannel.line($0, toB: true, at: channel.now) }
        == "30000 a>b . 2 ack 2")
    channel.a.receive(TCPChannel.fromB(2, [.ack], ack: 2), at: channel.now)
    #expect(channel.a.nextSegment(at: channel.now) == nil)
    channel.run(until: .seconds(89))
    #expect(channel.a.state == .timeWait)
    channel.run(until: .seconds(91))
    #expect(channel.a.state == .closed && channel.a.nextDeadline == nil)
  }

  @Test("an end that was lost goes again")
  func lostEnd() {
    var channel = TCPChannel.open(TCPChannel.plain)
    channel.aToB.loss = 1_000
    channel.a.close()
    channel.run(until: .milliseconds(600))
    channel.aToB.loss = 0
    channel.run(until: .seconds(5))
    // A round trip of 20 ms, and at least 200 ms more: 220, 440.
    #expect(channel.lines.filter { $0.contains("F.") }.map { $0.prefix { $0 != " " } } == ["100", "320", "760"])
    #expect(channel.b?.state == .closeWait && channel.a.state == .finWait2)
  }

  @Test("ended at once, the peer hears a reset; data for nobody are answered with one (RFC 9293, 3.6.1, 3.10.5)")
  func abort() {
    var channel = TCPChannel.open(TCPChannel.plain)
    channel.a.abort()
    channel.run(until: .milliseconds(200))
    #expect(channel.lines == ["100 a>b R. 1 ack 1"])
    #expect(channel.b?.failure == .reset && channel.a.failure == .aborted)

    var other = TCPChannel.open(TCPChannel.plain)
    other.a.abandon(at: other.now)
    other.run(until: .milliseconds(200))
    _ = other.b?.send([1, 2])
    other.run(until: .milliseconds(400))
    #expect(
      other.lines == ["100 a>b F. 1 ack 1", "110 b>a . 1 ack 2", "200 b>a P. 1+2 ack 2", "210 a>b R. 2 ack 3"])
    #expect(other.b?.failure == .reset)
  }

  @Test("a connection that nobody reads does not wait for its peer's end for ever (Linux: tcp_fin_timeout)")
  func abandoned() {
    var channel = TCPChannel.open(TCPChannel.plain)
    channel.a.abandon(at: channel.now)
    channel.run(until: .seconds(59))
    #expect(channel.a.state == .finWait2)
    channel.run(until: .seconds(61))
    #expect(channel.a.state == .closed)
  }
}
