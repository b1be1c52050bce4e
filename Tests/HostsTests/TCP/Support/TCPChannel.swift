import Dataplane
import Hosts
import Wire

/// Two connections and the way between them, in virtual time: each segment is late, and perhaps lost, twice there or
/// overtaken, as a seed says. What passes can be read as lines.
struct TCPChannel {
  /// What happens to the segments of one direction.
  struct Way {
    var delay = Nanoseconds.milliseconds(10)
    /// What is added at most; it lets segments overtake each other.
    var jitter = Nanoseconds(0)
    /// Of a thousand.
    var loss = 0
    var duplicates = 0
    /// Octets a second; 0 for no bound. Of what waits, `queueMax` octets at most.
    var rate = 0
    var queueMax = Int.max
    /// Payload octets beyond which a segment is lost without a word.
    var payloadMax = Int.max
    fileprivate var freeAt = Instant.zero
  }

  struct Event {
    var time: Instant
    var number: Int
    var toB: Bool
    var segment: TCPSegment
  }

  var a: TCPConnection
  var b: TCPConnection?
  var aToB = Way()
  var bToA = Way()
  var now = Instant.zero
  /// What is under way, the earliest last.
  var events: [Event] = []
  var random: RandomSource
  /// Lines of what was sent.
  var lines: [String] = []
  var logs = false
  /// Segments sent, both ways together.
  var sentCount = 0
  private var number = 0
  let settingsB: TCPSettings
  let path: TCPPath

  static let initialA: UInt32 = 0xffff_f000
  static let initialB: UInt32 = 0x7fff_ff00

  init(
    seed: UInt64 = 1, _ settingsA: TCPSettings = TCPSettings(), _ settingsB: TCPSettings? = nil,
    version: IPVersion = .v4
  ) {
    random = RandomSource(seed: seed)
    path = TCPPath(version, mtu: 1_500)
    self.settingsB = settingsB ?? settingsA
    a = TCPConnection(
      from: 1_000, to: 80, initialSequence: TCPChannel.initialA, path: path, settings: settingsA, at: .zero)
  }

  /// Sends what both have to send.
  mutating func flush() {
    while let segment = a.nextSegment(at: now) { carry(segment, toB: true) }
    while let segment = b?.nextSegment(at: now) { carry(segment, toB: false) }
  }

  mutating func carry(_ segment: TCPSegment, toB: Bool) {
    sentCount += 1
    if logs { lines.append(TCPChannel.line(segment, toB: toB, at: now)) }
    var way = toB ? aToB : bToA
    defer { if toB { aToB = way } else { bToA = way } }
    if way.loss > 0, random.next() % 1_000 < UInt64(way.loss) { return }
    if segment.payload.count > way.payloadMax { return }
    var departure = now
    if way.rate > 0 {
      let octets = segment.payload.count + segment.header.length + 38
      let start = max(way.freeAt, now)
      if (start - now).count / 1_000 * UInt64(way.rate) / 1_000_000 > UInt64(way.queueMax) { return }
      departure = start + Nanoseconds(UInt64(octets) * 1_000_000_000 / UInt64(way.rate))
      way.freeAt = departure
    }
    let copies = way.duplicates > 0 && random.next() % 1_000 < UInt64(way.duplicates) ? 2 : 1
    for _ in 0..<copies {
      let late = way.jitter.count > 0 ? random.next() % way.jitter.count : 0
      put(segment, toB: toB, at: departure + way.delay + Nanoseconds(late))
    }
  }

  private mutating func put(_ segment: TCPSegment, toB: Bool, at time: Instant) {
    number += 1
    var place = 0
    // Nearly everything goes to the front: what is sent last arrives last.
    while place < events.count, time < events[place].time { place += 1 }
    events.insert(Event(time: time, number: number, toB: toB, segment: segment), at: place)
  }

  /// When something happens next.
  var next: Instant? {
    [events.last?.time, a.nextDeadline, b?.nextDeadline].compactMap { $0 }.min()
  }

  /// Goes on to the next thing that happens, and lets it happen; false where there is none before `limit`.
  mutating func step(until limit: Instant = .distantFuture) -> Bool {
    flush()
    guard let next, next <= limit else { return false }
    now = max(now, next)
    if let event = events.last, event.time <= now {
      events.removeLast()
      deliver(event.segment, toB: event.toB)
    } else {
      a.advance(to: now)
      b?.advance(to: now)
    }
    flush()
    return true
  }

  mutating func deliver(_ segment: TCPSegment, toB: Bool) {
    guard toB else {
      a.receive(segment, at: now)
      return
    }
    if b == nil {
      b = TCPConnection(
        accepting: segment, initialSequence: TCPChannel.initialB, path: path, settings: settingsB, at: now)
    } else {
      b?.receive(segment, at: now)
    }
  }

  /// Lets everything happen up to `limit`.
  mutating func run(until limit: Nanoseconds) {
    while step(until: .zero + limit) {}
    now = max(now, .zero + limit)
  }

  /// A segment in one line: time in milliseconds, direction, flags, numbers counted from the initial ones, and options.
  static func line(_ segment: TCPSegment, toB: Bool, at now: Instant) -> String {
    let header = segment.header
    let (mine, other) = toB ? (initialA, initialB) : (initialB, initialA)
    var text = "\(now.nanoseconds / 1_000_000) \(toB ? "a>b" : "b>a") \(header.flags)"
    text += " \(Int32(bitPattern: header.sequence &- mine))"
    if !segment.payload.isEmpty { text += "+\(segment.payload.count)" }
    if header.flags.contains(.ack) { text += " ack \(Int32(bitPattern: header.acknowledgement &- other))" }
    if header.flags.contains(.syn) {
      if let size = header.options.maximumSegmentSize { text += " mss \(size)" }
      if let scale = header.options.windowScale { text += " ws \(scale)" }
    }
    for block in 0..<header.options.selectiveAcks.count {
      let ack = header.options.selectiveAcks[block]
      text += " {\(Int32(bitPattern: ack.left &- other)):\(Int32(bitPattern: ack.right &- other))}"
    }
    return text
  }
}

extension TCPChannel {
  /// Both are open, and nothing is under way.
  static func open(
    _ settingsA: TCPSettings = TCPSettings(), _ settingsB: TCPSettings? = nil, version: IPVersion = .v4
  ) -> TCPChannel {
    var channel = TCPChannel(settingsA, settingsB, version: version)
    channel.run(until: .milliseconds(100))
    _ = channel.a.takeEvents()
    _ = channel.b?.takeEvents()
    channel.logs = true
    return channel
  }

  /// A segment as the other side of `a` would send it, at `position` behind its initial number.
  static func fromB(_ position: Int, _ flags: TCPFlags, ack: Int = 1, window: UInt16 = 65_535, _ payload: [UInt8] = [])
    -> TCPSegment
  {
    TCPSegment(
      TCPHeader(
        sourcePort: 80, destinationPort: 1_000, sequence: initialB &+ UInt32(truncatingIfNeeded: position),
        acknowledgement: initialA &+ UInt32(truncatingIfNeeded: ack), flags: flags, window: window),
      payload: payload)
  }

  /// Settings without options on each segment, so that lines are short.
  static var plain: TCPSettings {
    var settings = TCPSettings()
    settings.offersTimestamps = false
    settings.offersWindowScale = false
    settings.offersSelectiveAcks = false
    return settings
  }
}
