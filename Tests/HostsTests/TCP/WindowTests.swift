import Dataplane
import Hosts
import Testing
import Wire

@Suite("TCP windows and acknowledgements")
struct WindowTests {
  @Test("a shut window is asked after, ever more rarely, and data go on once it opens (RFC 9293, 3.8.6.1)")
  func zeroWindow() {
    var small = TCPChannel.plain
    small.receiveBuffer = 2_920
    var channel = TCPChannel.open(TCPChannel.plain, small)
    _ = channel.a.send([UInt8](repeating: 1, count: 6_000)[...])
    channel.run(until: .seconds(4))
    #expect(channel.b?.readableCount == 2_920)
    let probes = channel.lines.filter { $0.contains("a>b . 2920 ack 1") }.compactMap { Int($0.prefix { $0 != " " }) }
    #expect(probes.count == 4)
    let gaps = zip(probes.dropFirst(), probes).map { $0 - $1 }
    #expect(gaps == [gaps[0], 2 * gaps[0], 4 * gaps[0]])
    channel.lines = []
    #expect(channel.b?.read().count == 2_920)
    channel.run(until: .milliseconds(4_025))
    #expect(
      channel.lines.prefix(3) == ["4000 b>a . 1 ack 2921", "4010 a>b . 2921+1460 ack 1", "4010 a>b . 4381+1460 ack 1"])
    var total = 2_920
    while total < 6_000, channel.step(until: .zero + .seconds(60)) { total += channel.b?.read().count ?? 0 }
    #expect(total == 6_000)
  }

  @Test("a window that opens by an octet at a time is not told (silly window, RFC 9293, 3.8.6.2.2)")
  func sillyWindow() {
    var small = TCPChannel.plain
    small.receiveBuffer = 2_920
    var channel = TCPChannel.open(TCPChannel.plain, small)
    _ = channel.a.send([UInt8](repeating: 1, count: 2_920)[...])
    channel.run(until: .milliseconds(150))
    channel.lines = []
    for _ in 0..<10 {
      #expect(channel.b?.read(10).count == 10)
      channel.flush()
    }
    #expect(channel.lines == [])
    #expect(channel.b?.read(1_400).count == 1_400)
    channel.flush()
    #expect(channel.lines == ["150 b>a . 1 ack 2921"])
  }

  @Test(
    "an acknowledgement waits 40 ms for something to go with, and a second segment does not wait (RFC 9293, 3.8.6.3)")
  func delayed() {
    var channel = TCPChannel.open(TCPChannel.plain)
    for step in 0..<TCPSettings.quickAcksMax {
      _ = channel.a.send([1])
      channel.run(until: .milliseconds(200 + 100 * UInt64(step)))
    }
    channel.lines = []
    _ = channel.a.send([1])
    channel.run(until: .milliseconds(2_000))
    #expect(channel.lines == ["1700 a>b P. 17+1 ack 1", "1750 b>a . 1 ack 18"])
    channel.lines = []
    _ = channel.a.send([UInt8](repeating: 1, count: 2_920)[...])
    channel.run(until: .milliseconds(2_100))
    #expect(
      channel.lines == ["2000 a>b . 18+1460 ack 1", "2000 a>b P. 1478+1460 ack 1", "2010 b>a . 1 ack 2938"])
    channel.lines = []
    _ = channel.a.send([1])
    channel.run(until: .milliseconds(2_115))
    _ = channel.b?.send([2])
    channel.run(until: .milliseconds(2_120))
    #expect(channel.lines == ["2100 a>b P. 2938+1 ack 1", "2115 b>a P. 1+1 ack 2939"])
  }

  @Test(
    "a short segment waits for the acknowledgement of another (Nagle), where that is asked for",
    arguments: [true, false])
  func nagle(isUsed: Bool) {
    var settings = TCPChannel.plain
    settings.usesNagle = isUsed
    var channel = TCPChannel.open(settings)
    for octet in UInt8(1)...3 {
      _ = channel.a.send([octet])
      channel.flush()
    }
    channel.run(until: .milliseconds(119))
    let data = channel.lines.filter { $0.contains("a>b P.") }
    #expect(data.count == (isUsed ? 1 : 3))
    channel.run(until: .milliseconds(300))
    #expect(channel.b?.read() == [1, 2, 3])
  }

  @Test("the first window is ten segments (RFC 6928), and grows by what is acknowledged (RFC 5681, 3.1)")
  func slowStart() {
    var channel = TCPChannel.open(TCPChannel.plain)
    _ = channel.a.send([UInt8](repeating: 1, count: 200_000)[...])
    channel.flush()
    #expect(channel.lines.count == 10)
    channel.lines = []
    channel.run(until: .milliseconds(125))
    #expect(channel.lines.filter { $0.contains("a>b") }.count == 20)
  }

  @Test("after a pause the window begins anew (RFC 5681, 4.1)")
  func restart() {
    var channel = TCPChannel.open(TCPChannel.plain)
    let data = [UInt8](repeating: 1, count: 200_000)
    _ = channel.a.send(data[...])
    while channel.step(until: .zero + .seconds(5)) { _ = channel.b?.read() }
    channel.now = .zero + .seconds(10)
    channel.lines = []
    _ = channel.a.send(data[...])
    channel.flush()
    #expect(channel.lines.count == 10)
  }
}
