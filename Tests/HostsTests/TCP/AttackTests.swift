import Dataplane
import Hosts
import Testing
import Wire

/// RFC 5961, and what else does not belong to a connection.
@Suite("TCP segments that do not belong")
struct AttackTests {
  /// What `segment` is answered with.
  private func answer(_ segment: TCPSegment, _ channel: inout TCPChannel) -> [String] {
    channel.a.receive(segment, at: channel.now)
    var lines: [String] = []
    while let segment = channel.a.nextSegment(at: channel.now) {
      lines.append(TCPChannel.line(segment, toB: true, at: channel.now))
    }
    return lines
  }

  @Test(
    "a reset counts only at exactly the next octet; in the window it is asked back, elsewhere ignored (RFC 5961, 3)")
  func resets() {
    var channel = TCPChannel.open(TCPChannel.plain)
    #expect(answer(TCPChannel.fromB(2, [.rst]), &channel) == ["100 a>b . 1 ack 1"])
    #expect(answer(TCPChannel.fromB(3, [.rst]), &channel) == [], "not twice within half a second")
    #expect(answer(TCPChannel.fromB(0, [.rst]), &channel) == [])
    #expect(answer(TCPChannel.fromB(70_000, [.rst]), &channel) == [])
    channel.now = channel.now + .milliseconds(600)
    #expect(answer(TCPChannel.fromB(60_000, [.rst]), &channel) == ["700 a>b . 1 ack 1"])
    #expect(channel.a.state == .established)
    #expect(answer(TCPChannel.fromB(1, [.rst]), &channel) == [])
    #expect(channel.a.state == .closed && channel.a.failure == .reset)
  }

  @Test("a SYN within a connection is answered with where it stands (RFC 5961, 4)")
  func syn() {
    var channel = TCPChannel.open(TCPChannel.plain)
    #expect(answer(TCPChannel.fromB(1, [.syn]), &channel) == ["100 a>b . 1 ack 1"])
    channel.now = channel.now + .milliseconds(600)
    #expect(answer(TCPChannel.fromB(-5, [.syn]), &channel) == ["700 a>b . 1 ack 1"])
    #expect(channel.a.state == .established)
  }

  @Test("an acknowledgement of what was never sent, or of long ago, brings no data in (RFC 5961, 5)")
  func acknowledgements() {
    var channel = TCPChannel.open(TCPChannel.plain)
    #expect(answer(TCPChannel.fromB(1, [.ack], ack: 2, [7]), &channel) == ["100 a>b . 1 ack 1"])
    #expect(answer(TCPChannel.fromB(1, [.ack], ack: -70_000, [7]), &channel) == ["100 a>b . 1 ack 1"])
    #expect(channel.a.readableCount == 0)
    #expect(answer(TCPChannel.fromB(1, [], [7]), &channel) == [], "without ACK nothing counts")
    #expect(answer(TCPChannel.fromB(1, [.ack], ack: -100, [7]), &channel) == ["100 a>b . 1 ack 2"])
    #expect(channel.a.read() == [7])
  }

  @Test("what came already, and what lies behind the window, is answered and not read")
  func outside() {
    var channel = TCPChannel.open(TCPChannel.plain)
    #expect(answer(TCPChannel.fromB(1, [.ack], [1, 2, 3]), &channel) == ["100 a>b . 1 ack 4"])
    #expect(answer(TCPChannel.fromB(1, [.ack], [1, 2, 3]), &channel) == ["100 a>b . 1 ack 4"])
    #expect(answer(TCPChannel.fromB(70_000, [.ack], [9]), &channel) == ["100 a>b . 1 ack 4"])
    #expect(answer(TCPChannel.fromB(2, [.ack], [9, 9, 4]), &channel) == ["100 a>b . 1 ack 5"])
    #expect(answer(TCPChannel.fromB(3, [.ack], [9, 4, 5]), &channel) == ["100 a>b . 1 ack 6"])
    #expect(channel.a.read() == [1, 2, 3, 4, 5])
  }

  @Test("two sides do not answer each other for ever")
  func loop() {
    var channel = TCPChannel.open(TCPChannel.plain)
    channel.carry(TCPChannel.fromB(-100, [.ack]), toB: false)
    channel.carry(TCPChannel.fromB(-100, [.ack]), toB: false)
    channel.run(until: .seconds(100))
    #expect(channel.sentCount < 10)
  }

  @Test("a segment of an older timestamp is dropped, and answered (PAWS, RFC 7323, 5.3)")
  func paws() {
    var channel = TCPChannel.open()
    _ = channel.b?.send([1, 2, 3])
    channel.flush()
    let late = channel.events.last!.segment
    channel.run(until: .milliseconds(200))
    #expect(channel.a.read() == [1, 2, 3])
    var old = late
    old.header.sequence &+= 3
    old.header.options.timestamps?.value &-= 1
    #expect(answer(old, &channel) == ["200 a>b . 1 ack 4"])
    #expect(channel.a.readableCount == 0)
    old.header.options.timestamps?.value &+= 1
    _ = answer(old, &channel)
    #expect(channel.a.readableCount == 3)
  }

  @Test("random segments never trap, and never make a connection grow", arguments: 0..<4)
  func noise(part: Int) {
    for seed in UInt64(part * 40)..<UInt64(part * 40 + 40) {
      var random = RandomSource(seed: seed)
      var settings = TCPSettings()
      settings.receiveBuffer = 20_000
      settings.sendBuffer = 20_000
      var channel = TCPChannel(seed: seed, settings)
      var (longest, fullest) = (0, 0)
      if seed % 3 != 0 { channel.run(until: .milliseconds(100)) }
      for _ in 0..<400 {
        func near(_ position: Int) -> Int {
          switch random.next() % 4 {
          case 0: position
          case 1: position + Int(random.next() % 40) - 20
          case 2: position + Int(random.next() % 40_000) - 10_000
          default: Int(truncatingIfNeeded: random.next())
          }
        }
        var segment = TCPChannel.fromB(
          near(1), TCPFlags(rawValue: UInt8(truncatingIfNeeded: random.next() & random.next())), ack: near(1),
          window: UInt16(truncatingIfNeeded: random.next()),
          [UInt8](repeating: 1, count: Int(random.next() % 3) * Int(random.next() % 1_500)))
        if random.next() % 2 == 0 { segment.header.flags.insert(.ack) }
        if random.next() % 8 != 0 { segment.header.flags.remove(.rst) }
        segment.header.options = TCPOptions(
          maximumSegmentSize: random.next() % 2 == 0 ? UInt16(truncatingIfNeeded: random.next()) : nil,
          windowScale: random.next() % 2 == 0 ? UInt8(truncatingIfNeeded: random.next()) : nil,
          isSelectiveAckPermitted: random.next() % 2 == 0,
          timestamps: random.next() % 4 == 0
            ? TCPTimestamps(value: UInt32(truncatingIfNeeded: random.next()), echo: 0)
            : TCPTimestamps(value: UInt32(truncatingIfNeeded: channel.now.nanoseconds / 1_000_000), echo: 1))
        for _ in 0..<(random.next() % 5) {
          let left = TCPChannel.initialA &+ UInt32(truncatingIfNeeded: near(1))
          segment.header.options.selectiveAcks.append(
            TCPSelectiveAck(left: left, right: left &+ UInt32(random.next() % 5_000)))
        }
        channel.a.receive(segment, at: channel.now)
        switch random.next() % 12 {
        case 0: _ = channel.a.send([UInt8](repeating: 2, count: 3_000)[...])
        case 1: _ = channel.a.read(Int(random.next() % 5_000))
        case 2: channel.a.advance(to: channel.now)
        case 3: channel.a.pathMTUChanged(to: near(1_000), at: channel.now)
        case 4: channel.now = channel.a.nextDeadline.map { max($0, channel.now) } ?? channel.now
        case 5: channel.now = channel.now + .milliseconds(random.next() % 300)
        case 6: if random.next() % 10 == 0 { channel.a.close() }
        default: break
        }
        var count = 0
        while channel.a.nextSegment(at: channel.now) != nil {
          count += 1
          if count > 5_000 { break }
        }
        longest = max(longest, count)
        fullest = max(fullest, channel.a.readableCount)
      }
      #expect(longest <= 5_000, "seed \(seed): segments without end")
      #expect(fullest <= 20_000 + 128, "seed \(seed): more than the buffer holds")
    }
  }
}
