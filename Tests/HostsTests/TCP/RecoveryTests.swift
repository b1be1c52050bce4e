import Dataplane
import Hosts
import Testing
import Wire

@Suite("TCP recovery from loss")
struct RecoveryTests {
  private func times(_ lines: [String], of text: String) -> [Int] {
    lines.filter { $0.contains(text) }.compactMap { Int($0.prefix { $0 != " " }) }
  }

  @Test("data go again after the round trip and 200 ms, then after twice that, and so on (RFC 6298, 5.5)")
  func timeouts() {
    var channel = TCPChannel.open(TCPChannel.plain)
    channel.aToB.loss = 1_000
    _ = channel.a.send([1])
    channel.run(until: .seconds(30))
    #expect(times(channel.lines, of: "P. 1+1") == [100, 320, 760, 1_640, 3_400, 6_920, 13_960, 28_040])
  }

  @Test("after fifteen timeouts, or the user's, the connection fails, and says so to the peer")
  func giveUp() {
    var settings = TCPChannel.plain
    var channel = TCPChannel.open(settings)
    channel.aToB.loss = 1_000
    _ = channel.a.send([1])
    channel.run(until: .seconds(10_000))
    #expect(times(channel.lines, of: "P. 1+1").count == 16)
    #expect(channel.lines.last?.contains("a>b R.") == true)
    #expect(channel.a.failure == .timedOut && channel.a.nextDeadline == nil)

    settings.userTimeout = .seconds(5)
    channel = TCPChannel.open(settings)
    channel.aToB.loss = 1_000
    _ = channel.a.send([1])
    channel.run(until: .seconds(10_000))
    #expect(times(channel.lines, of: "a>b R.") == [5_100])
  }

  @Test("a connection whose time is up is due for nothing more, and stays as it ended")
  func over() {
    var settings = TCPChannel.plain
    settings.userTimeout = .seconds(5)
    var channel = TCPChannel.open(settings)
    channel.aToB.loss = 1_000
    _ = channel.a.send([1])
    channel.flush()
    channel.now = .zero + .seconds(6)
    channel.a.advance(to: channel.now)
    #expect(channel.a.state == .closed && channel.a.nextDeadline == nil)
    #expect(channel.a.takeEvents() == .failed)
    channel.flush()
    channel.a.advance(to: channel.now + .seconds(60))
    #expect(channel.a.takeEvents() == [] && channel.a.nextSegment(at: channel.now) == nil)
    #expect(channel.a.failure == .timedOut && channel.a.nextDeadline == nil)
  }

  @Test("the third duplicate makes the lost segment go at once (RFC 5681, 3.2), without selective acknowledgements")
  func fastRetransmit() {
    var channel = TCPChannel.open(TCPChannel.plain)
    _ = channel.a.send([UInt8](repeating: 1, count: 6 * 1_460)[...])
    channel.flush()
    channel.events.removeLast()
    channel.run(until: .milliseconds(200))
    #expect(
      channel.lines == [
        "100 a>b . 1+1460 ack 1", "100 a>b . 1461+1460 ack 1", "100 a>b . 2921+1460 ack 1", "100 a>b . 4381+1460 ack 1",
        "100 a>b . 5841+1460 ack 1", "100 a>b P. 7301+1460 ack 1",
        "110 b>a . 1 ack 1", "110 b>a . 1 ack 1", "110 b>a . 1 ack 1", "110 b>a . 1 ack 1", "110 b>a . 1 ack 1",
        "120 a>b . 1+1460 ack 1", "130 b>a . 1 ack 8761",
      ])
  }

  @Test("two duplicates are none")
  func twoDuplicates() {
    var channel = TCPChannel.open(TCPChannel.plain)
    _ = channel.a.send([UInt8](repeating: 1, count: 3 * 1_460)[...])
    channel.flush()
    channel.events.removeLast()
    channel.run(until: .milliseconds(600))
    #expect(times(channel.lines, of: "a>b . 1+1460") == [100, 320])
  }

  @Test("a partial acknowledgement makes the next lost segment go (NewReno, RFC 6582)")
  func partial() {
    var channel = TCPChannel.open(TCPChannel.plain)
    _ = channel.a.send([UInt8](repeating: 1, count: 8 * 1_460)[...])
    channel.flush()
    channel.events.removeLast()
    channel.events.removeLast()
    channel.run(until: .milliseconds(250))
    #expect(times(channel.lines, of: "a>b . 1+1460") == [100, 120])
    #expect(times(channel.lines, of: "a>b . 1461+1460") == [100, 140])
    #expect(channel.b?.readableCount == 8 * 1_460)
  }

  @Test("selective acknowledgements let all lost segments go within one round trip (RFC 6675)")
  func selective() {
    var settings = TCPChannel.plain
    settings.offersSelectiveAcks = true
    var channel = TCPChannel.open(settings)
    _ = channel.a.send([UInt8](repeating: 1, count: 10 * 1_460)[...])
    channel.flush()
    // The first, the third and the fifth are lost.
    for place in [9, 7, 5] { channel.events.remove(at: place) }
    channel.run(until: .milliseconds(115))
    #expect(
      channel.lines.filter { $0.contains("b>a") } == [
        "110 b>a . 1 ack 1 {1461:2921}", "110 b>a . 1 ack 1 {4381:5841} {1461:2921}",
        "110 b>a . 1 ack 1 {7301:8761} {1461:2921} {4381:5841}",
        "110 b>a . 1 ack 1 {7301:10221} {1461:2921} {4381:5841}",
        "110 b>a . 1 ack 1 {7301:11681} {1461:2921} {4381:5841}",
        "110 b>a . 1 ack 1 {7301:13141} {1461:2921} {4381:5841}",
        "110 b>a . 1 ack 1 {7301:14601} {1461:2921} {4381:5841}",
      ])
    channel.run(until: .milliseconds(200))
    for sequence in [1, 2_921, 5_841] { #expect(times(channel.lines, of: "a>b . \(sequence)+1460") == [100, 120]) }
    #expect(channel.b?.readableCount == 14_600)
  }

  @Test("a shorter path makes what is under way go again in shorter segments, and no slower (RFC 1191, 6.5)")
  func pathMTU() {
    var channel = TCPChannel.open(TCPChannel.plain)
    channel.aToB.payloadMax = 960
    _ = channel.a.send([UInt8](repeating: 1, count: 4 * 1_460)[...])
    channel.run(until: .milliseconds(105))
    #expect(channel.lines.count == 4)
    channel.a.rejected(
      Rejection(.packetTooBig(mtu: 1_000)), sequence: TCPChannel.initialA &+ 1_461, at: channel.now)
    channel.lines = []
    channel.flush()
    #expect(
      channel.lines == [
        "105 a>b . 1+960 ack 1", "105 a>b . 961+960 ack 1", "105 a>b . 1921+960 ack 1", "105 a>b . 2881+960 ack 1",
        "105 a>b . 3841+960 ack 1", "105 a>b . 4801+960 ack 1", "105 a>b P. 5761+80 ack 1",
      ])
    channel.run(until: .milliseconds(300))
    #expect(channel.b?.readableCount == 4 * 1_460)
    #expect(channel.a.isAllAcknowledged)
  }

  @Test("a path MTU is not believed below 552 octets, above what is known, or for what is not under way (RFC 5927, 7)")
  func pathMTUBounds() {
    func lengths(_ mtu: Int, sequence: UInt32 = TCPChannel.initialA &+ 1) -> Set<Int> {
      var channel = TCPChannel.open(TCPChannel.plain)
      _ = channel.a.send([UInt8](repeating: 1, count: 1_460)[...])
      channel.flush()
      channel.a.rejected(Rejection(.packetTooBig(mtu: mtu)), sequence: sequence, at: channel.now)
      channel.run(until: .seconds(1))
      _ = channel.a.send([UInt8](repeating: 1, count: 14_600)[...])
      channel.lines = []
      channel.flush()
      return Set(channel.events.map(\.segment.payload.count)).filter { $0 > 500 }
    }
    #expect(lengths(9_000) == [1_460])
    #expect(lengths(1_400, sequence: TCPChannel.initialA &+ 5_000) == [1_460])
    #expect(lengths(1_400) == [1_360])
    #expect(lengths(100) == [512])
    #expect(lengths(0).contains(1_452), "the next lower of the usual ones")
    #expect(lengths(-5).contains(1_452))
  }
}
