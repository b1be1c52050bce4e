import ConnectionTracking
import SeededRandom
import Testing
import Wire

@Suite("TCP tracker")
struct TCPTrackerTests {
  /// One segment of a script: who sends what.
  private struct Segment {
    let flags: TCPFlags
    let direction: ConnectionDirection

    static func client(_ flags: TCPFlags) -> Segment { Segment(flags: flags, direction: .original) }
    static func server(_ flags: TCPFlags) -> Segment { Segment(flags: flags, direction: .reply) }
  }

  private func states(_ segments: [Segment]) -> [TCPTracker.State] {
    var tracker = TCPTracker()
    return segments.map { segment in
      _ = tracker.advance(segment.flags, segment.direction)
      return tracker.state
    }
  }

  @Test("three-way handshake, data and an orderly close from the client (RFC 9293, 3.5 and 3.6)")
  func orderly() {
    let seen = states([
      .client(.syn), .server([.syn, .ack]), .client(.ack), .client([.psh, .ack]), .server(.ack),
      .client([.fin, .ack]), .server(.ack), .server([.fin, .ack]), .client(.ack),
    ])
    #expect(
      seen == [
        .synSent, .synReceived, .established, .established, .established, .finWait, .finWait, .timeWait, .timeWait,
      ])
  }

  @Test("a close that the server begins")
  func serverCloses() {
    let seen = states([
      .client(.syn), .server([.syn, .ack]), .client(.ack), .server([.fin, .ack]), .client([.fin, .ack]), .server(.ack),
    ])
    #expect(seen.suffix(3) == [.closeWait, .timeWait, .timeWait])
  }

  @Test("simultaneous open is open once both have acknowledged (RFC 9293, figure 7; RFC 5382, REQ-2a)")
  func simultaneousOpen() {
    let seen = states([.client(.syn), .server(.syn), .client([.syn, .ack]), .server([.syn, .ack])])
    #expect(seen == [.synSent, .synReceived, .synReceived, .established])
  }

  @Test("a refused connection is reset, and a further SYN begins anew")
  func refused() {
    let seen = states([.client(.syn), .server([.rst, .ack]), .client(.syn), .server([.syn, .ack]), .client(.ack)])
    #expect(seen == [.synSent, .reset, .synSent, .synReceived, .established])
  }

  @Test("a reset connection comes back with any other segment (RFC 7857, 2.2: a forged reset must not end it)")
  func resetIsNotTheEnd() {
    let seen = states([
      .client(.syn), .server([.syn, .ack]), .client(.ack), .server(.rst), .server(.rst), .client([.psh, .ack]),
    ])
    #expect(seen.suffix(3) == [.reset, .reset, .established])
  }

  @Test("a connection that was closed is opened anew by a SYN of either side")
  func reopens() {
    let closing: [Segment] = [
      .client(.syn), .server([.syn, .ack]), .client(.ack), .client([.fin, .ack]), .server([.fin, .ack]), .client(.ack),
    ]
    #expect(states(closing + [.client(.syn)]).last == .synSent)
    #expect(states(closing + [.server(.syn), .client([.syn, .ack]), .server(.ack)]).last == .established)
    // A SYN in the middle of an open connection changes nothing: the endpoint will answer it with a challenge.
    #expect(states(Array(closing.prefix(3)) + [.client(.syn)]).last == .established)
  }

  @Test("phases have the timeouts of RFC 5382, REQ-5")
  func phases() {
    var tracker = TCPTracker()
    let script: [(Segment, ConnectionPhase)] = [
      (.client(.syn), .tcpOpening), (.server([.syn, .ack]), .tcpOpening), (.client(.ack), .tcpEstablished),
      (.server([.fin, .ack]), .tcpEstablished), (.client(.ack), .tcpEstablished), (.client([.fin, .ack]), .tcpClosing),
      (.server(.ack), .tcpClosing),
    ]
    for (segment, phase) in script {
      _ = tracker.advance(segment.flags, segment.direction)
      #expect(tracker.phase == phase)
    }
  }

  @Test("every segment starts the timeout anew, but for those of a connection that is closing")
  func refreshes() {
    var tracker = TCPTracker()
    let script: [(Segment, Bool)] = [
      (.client(.syn), true), (.client(.syn), true), (.server([.syn, .ack]), true), (.client(.ack), true),
      (.client([.fin, .ack]), true), (.server([.fin, .ack]), true), (.client(.ack), false), (.server(.rst), false),
      (.client(.syn), true), (.server([.rst, .ack]), true), (.server(.rst), false),
    ]
    for (segment, expected) in script {
      let refreshed = tracker.advance(segment.flags, segment.direction)
      #expect(refreshed == expected, "\(segment)")
    }
  }

  @Test("a connection is opened by SYN alone")
  func opens() {
    for raw in UInt8.min...UInt8.max {
      let flags = TCPFlags(rawValue: raw)
      let expected = flags.contains(.syn) && !flags.contains(.ack) && !flags.contains(.rst) && !flags.contains(.fin)
      #expect(TCPTracker.opens(flags) == expected)
    }
  }

  @Test("any sequence of control bits leaves phase and state agreeing")
  func total() {
    let seed: UInt64 = 3
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      var tracker = TCPTracker()
      for _ in 0..<12 {
        _ = tracker.advance(
          TCPFlags(rawValue: UInt8(truncatingIfNeeded: random.next())), random.oneIn(2) ? .original : .reply)
        switch tracker.state {
        case .synSent, .synReceived: #expect(tracker.phase == .tcpOpening)
        case .established, .finWait, .closeWait: #expect(tracker.phase == .tcpEstablished)
        case .timeWait, .reset: #expect(tracker.phase == .tcpClosing)
        }
      }
    }
  }
}
