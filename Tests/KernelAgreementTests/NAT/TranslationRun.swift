import ElementBench
import Middleboxes
import SeededRandom
import Testing
import Wire

/// Conversations at random through Weft's NAT and the kernel's at once.
///
/// Each NAT gives ports of its own. What comes from the world is sent to each with the ports it gave; what goes there is
/// compared with the host's port in the place of the one that stands for it.
struct TranslationRun {
  private struct Live {
    var conversation: Conversation
    /// How many of TCP's first three segments have passed.
    var opened = 0
    /// What left for the world last, of each, and what came to the host last.
    var ourLast: [UInt8] = []
    var theirLast: [UInt8] = []
    var lastIn: [UInt8] = []
  }

  private var random: SplitMix64
  private let kernel: KernelNode
  private let bench: ElementBench
  private let nat: NAT
  private var live: [Live] = []
  private var used: Set<[UInt32]> = []
  private static let liveMax = 200

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    kernel = try TranslatedNet.kernel()
    (bench, nat) = try TranslatedNet.weft(seed: seed)
  }

  /// Sends the next frame through both.
  mutating func step(_ comparison: inout Comparison) throws {
    guard live.count > 5 else { return try open(&comparison) }
    let index = random.below(live.count)
    switch random.below(20) {
    case 0..<4: try open(&comparison)
    case 4..<9: try send(index, &comparison)
    case 9..<14: try answer(index, &comparison)
    case 14..<16: try errorIn(index, &comparison)
    case 16: try errorOut(index, &comparison)
    case 17: try fragments(index, &comparison)
    case 18: try stranger(index, &comparison)
    default: try other(&comparison)
    }
  }

  // MARK: Steps

  private mutating func open(_ comparison: inout Comparison) throws {
    let proto: IPProtocol = random.one(of: [.tcp, .tcp, .udp, .udp, .icmp])
    let conversation = Conversation(
      proto: proto, inside: TranslatedNet.host(random.one(of: [10, 20])), insidePort: UInt16(5_000 + random.below(40)),
      remote: IPv4Address(203, 0, 113, UInt8(1 + random.below(4))),
      remotePort: proto == .icmp ? 0 : random.one(of: [53, 80, 443]))
    let key = [
      UInt32(proto.rawValue), conversation.inside.bits, UInt32(conversation.insidePort), conversation.remote.bits,
      UInt32(conversation.remotePort),
    ]
    guard used.insert(key).inserted else { return }
    if live.count >= TranslationRun.liveMax { live.remove(at: random.below(live.count)) }
    live.append(Live(conversation: conversation))
    try send(live.count - 1, &comparison, isFirst: true)
    if live[live.count - 1].ourLast.isEmpty { live.removeLast() }
  }

  /// A datagram of the host.
  private mutating func send(_ index: Int, _ comparison: inout Comparison, isFirst: Bool = false) throws {
    let conversation = live[index].conversation
    if conversation.proto == .tcp, live[index].opened == 1 { return try answer(index, &comparison) }
    var flags: UInt8 = isFirst ? 0x02 : random.one(of: [0x10, 0x18])
    if live[index].opened == 2 { flags = 0x10 }
    let datagram = changed(conversation.datagram(&random, outside: nil, flags: flags, size()), isFirst: isFirst)
    let frame = self.frame(datagram, at: TranslatedNet.inside)
    let (ours, theirs) = try both(frame, frame, at: TranslatedNet.inside)
    let (our, their) = (ours[TranslatedNet.outside]?.first, theirs[TranslatedNet.outside]?.first)
    if let our, let their, datagram.timeToLive > 1 {
      if isFirst { learn(index, our, their) }
      (live[index].ourLast, live[index].theirLast) = (our, their)
      if conversation.proto == .tcp, live[index].opened != 1, live[index].opened < 3 { live[index].opened += 1 }
    }
    take(index, frame, TranslatedNet.inside, ours, theirs, &comparison)
  }

  /// The ports that stand for the host from now on: one of each NAT, and nobody else's towards the same remote end.
  private mutating func learn(_ index: Int, _ our: [UInt8], _ their: [UInt8]) {
    guard let ours = our.hostPlace(14, isSource: true), let theirs = their.hostPlace(14, isSource: true) else { return }
    live[index].conversation.ours = our.uint16(ours)
    live[index].conversation.theirs = their.uint16(theirs)
    let mine = live[index].conversation
    for other in live[..<index].map(\.conversation)
    where (other.proto, other.remote, other.remotePort) == (mine.proto, mine.remote, mine.remotePort) {
      #expect(other.ours != mine.ours && other.theirs != mine.theirs, "two hosts behind one port: \(other), \(mine)")
    }
  }

  /// A datagram to the host.
  private mutating func answer(_ index: Int, _ comparison: inout Comparison) throws {
    let conversation = live[index].conversation
    let flags: UInt8 = live[index].opened == 1 ? 0x12 : random.one(of: [0x10, 0x18])
    if conversation.proto == .tcp, live[index].opened == 2 { return try send(index, &comparison) }
    let isAnswer = live[index].opened == 1
    let datagram = changed(
      conversation.datagram(&random, outside: conversation.ours, flags: flags, size()), isFirst: isAnswer)
    let frame = self.frame(datagram, at: TranslatedNet.outside)
    let (ours, theirs) = try both(frame, towards(conversation, frame), at: TranslatedNet.outside)
    if let came = theirs[TranslatedNet.inside]?.first {
      live[index].lastIn = came
      if conversation.proto == .tcp, live[index].opened == 1 { live[index].opened = 2 }
    }
    take(index, frame, TranslatedNet.outside, ours, theirs, &comparison)
  }

  /// Somebody in the world says that a datagram of the host went no further.
  private mutating func errorIn(_ index: Int, _ comparison: inout Comparison) throws {
    let source = random.one(of: [live[index].conversation.remote, IPv4Address(192, 0, 2, 33)])
    let message: [UInt8] = random.one(of: [
      [3, 0, 0, 0, 0, 0, 0, 0], [3, 1, 0, 0, 0, 0, 0, 0], [3, 3, 0, 0, 0, 0, 0, 0], [3, 4, 0, 0, 0, 0, 5, 0],
      [11, 0, 0, 0, 0, 0, 0, 0], [12, 0, 0, 0, 20, 0, 0, 0],
    ])
    let length = random.one(of: [20, 27, 28, 28, 60, 500, 1_400])
    let isBroken = random.oneIn(15)
    func make(_ last: [UInt8]) -> [UInt8] {
      var datagram = Crafted4(source: source, destination: TranslatedNet.address)
      datagram.proto = .icmp
      datagram.payload = message + last.dropFirst(14).prefix(length)
      datagram.hasRightPayloadChecksum = !isBroken
      return frame(datagram, at: TranslatedNet.outside)
    }
    let (our, their) = (make(live[index].ourLast), make(live[index].theirLast))
    let (ours, theirs) = try both(our, their, at: TranslatedNet.outside)
    take(index, our, TranslatedNet.outside, ours, theirs, &comparison)
  }

  /// The host says that a datagram to it went no further.
  private mutating func errorOut(_ index: Int, _ comparison: inout Comparison) throws {
    let last = live[index].lastIn
    guard !last.isEmpty else { return }
    var datagram = Crafted4(source: live[index].conversation.inside, destination: live[index].conversation.remote)
    datagram.proto = .icmp
    datagram.payload =
      [3, random.one(of: [2, 3, 13]), 0, 0, 0, 0, 0, 0] + last.dropFirst(14).prefix(random.one(of: [28, 100]))
    let frame = self.frame(datagram, at: TranslatedNet.inside)
    let (ours, theirs) = try both(frame, frame, at: TranslatedNet.inside)
    take(index, frame, TranslatedNet.inside, ours, theirs, &comparison)
  }

  /// A datagram of the host in two pieces, the first one first; the kernel waits for both.
  private mutating func fragments(_ index: Int, _ comparison: inout Comparison) throws {
    let conversation = live[index].conversation
    guard conversation.proto != .tcp || live[index].opened == 3 else { return }
    var whole = conversation.datagram(&random, outside: nil, flags: 0x18, 200 + random.below(400))
    whole.identification = UInt16(truncatingIfNeeded: random.next())
    let payload = Array(whole.octets().dropFirst(20))
    let cut = 8 * (4 + random.below(10))
    var (ours, theirs): ([Int: [[UInt8]]], [Int: [[UInt8]]]) = ([:], [:])
    var last: [UInt8] = []
    for (offset, piece) in [(0, payload.prefix(cut)), (cut, payload.dropFirst(cut))] {
      var frame = Crafted4(source: whole.source, destination: whole.destination)
      frame.identification = whole.identification
      frame.proto = IPProtocol(rawValue: 255)
      frame.flags = offset == 0 ? Crafted4.moreFragments : 0
      frame.fragmentOffset = UInt16(offset / 8)
      frame.payload = Array(piece)
      last = self.frame(frame, at: TranslatedNet.inside)
      last.changeHeader4 { $0[23] = whole.proto.rawValue }
      let (our, their) = try both(last, last, at: TranslatedNet.inside)
      ours.merge(our) { $0 + $1 }
      theirs.merge(their) { $0 + $1 }
    }
    take(index, last, TranslatedNet.inside, ours, theirs, &comparison)
  }

  /// Somebody whom the host did not write to.
  private mutating func stranger(_ index: Int, _ comparison: inout Comparison) throws {
    var conversation = live[index].conversation
    switch random.below(3) {
    case 0: conversation.remote = IPv4Address(203, 0, 113, UInt8(100 + random.below(9)))
    case 1 where conversation.proto != .icmp: conversation.remotePort = 9_999
    default: (conversation.ours, conversation.theirs) = (60_001, 60_001)
    }
    let datagram = conversation.datagram(
      &random, outside: conversation.ours, flags: random.one(of: [0x02, 0x10, 0x12]), size())
    let frame = self.frame(datagram, at: TranslatedNet.outside)
    let (ours, theirs) = try both(frame, towards(conversation, frame), at: TranslatedNet.outside)
    take(index, frame, TranslatedNet.outside, ours, theirs, &comparison)
  }

  /// What no conversation is part of.
  private mutating func other(_ comparison: inout Comparison) throws {
    var datagram = Crafted4(source: TranslatedNet.host(10), destination: IPv4Address(203, 0, 113, 9))
    var port = TranslatedNet.inside
    switch random.below(6) {
    case 0:
      datagram.proto = .gre
      datagram.payload = [0, 0, 8, 0] + random.bytes(20)
    case 1:
      datagram.destination = random.one(of: [TranslatedNet.router, TranslatedNet.address])
      datagram.proto = .icmp
      datagram.payload = Payloads.echo(&random, type: 8, 30)
    case 2:
      (datagram.source, port) = (IPv4Address(203, 0, 113, 8), TranslatedNet.outside)
      datagram.destination = TranslatedNet.address
      datagram.proto = .icmp
      datagram.payload = Payloads.echo(&random, type: 8, 30)
      datagram.payload[1] = 0
    case 3:
      datagram.destination = TranslatedNet.router
      datagram.payload = Payloads.udp(&random, 30)
      datagram.payload.put16(38, at: 4)
    case 4:
      (datagram.source, port) = (IPv4Address(203, 0, 113, 8), TranslatedNet.outside)
      datagram.destination = TranslatedNet.host(10)
      datagram.payload = Payloads.udp(&random, 30)
      datagram.payload.put16(38, at: 4)
    default:
      datagram.destination = TranslatedNet.host(20)
      datagram.payload = Payloads.udp(&random, 30)
      datagram.payload.put16(38, at: 4)
    }
    let frame = self.frame(datagram, at: port)
    let (ours, theirs) = try both(frame, frame, at: port)
    take(nil, frame, port, ours, theirs, &comparison)
  }

  // MARK: Frames

  private mutating func size() -> Int { random.oneIn(6) ? 1_200 + random.below(180) : random.below(80) }

  /// A datagram with something about it; nothing that would keep the first of a conversation from being its first.
  private mutating func changed(_ datagram: Crafted4, isFirst: Bool) -> Crafted4 {
    var datagram = datagram
    datagram.identification = UInt16(truncatingIfNeeded: random.next())
    datagram.trafficClass = random.one(of: [0, 0, 0, 0xb8])
    if !isFirst {
      datagram.timeToLive = random.one(of: [1, 2, 64, 64, 64])
      datagram.hasRightPayloadChecksum = !random.oneIn(20)
      if random.oneIn(3) { datagram.flags = Crafted4.dontFragment }
      if random.oneIn(20) { datagram.options = [7, 7, 4, 0, 0, 0, 0, 0] }
    }
    return datagram
  }

  /// The datagram in a frame to the NAT. One of UDP in fifteen has no checksum.
  private mutating func frame(_ datagram: Crafted4, at port: Int) -> [UInt8] {
    var frame = datagram.frame(from: TranslatedNet.mac(of: datagram.source), to: TranslatedNet.mac(port))
    if datagram.proto == .udp, random.oneIn(15) { frame.put16(0, at: frame.payload4 + 6) }
    return frame
  }

  /// A frame to Weft's NAT as it must be for the kernel's.
  private func towards(_ conversation: Conversation, _ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    frame.setHostPort(conversation.theirs, at: 14, isSource: false)
    return frame
  }

  private func both(
    _ our: [UInt8], _ their: [UInt8], at port: Int
  ) throws -> (ours: [Int: [[UInt8]]], theirs: [Int: [[UInt8]]]) {
    (bench.send(our, to: port), try kernel.send(their, to: port))
  }

  /// Takes what came out in, with the host's port in the place of those that stand for it.
  private func take(
    _ index: Int?, _ frame: [UInt8], _ port: Int, _ ours: [Int: [[UInt8]]], _ theirs: [Int: [[UInt8]]],
    _ comparison: inout Comparison
  ) {
    var exchange = Exchange(frame, port: port, ours: ours, theirs: theirs)
    if let conversation = index.map({ live[$0].conversation }) {
      for place in exchange.ours.indices {
        TranslationRun.bare(&exchange.ours[place], conversation.ours, conversation.insidePort)
      }
      for place in exchange.theirs.indices {
        TranslationRun.bare(&exchange.theirs[place], conversation.theirs, conversation.insidePort)
      }
    }
    comparison.take(exchange)
  }

  private static func bare(_ sent: inout Sent, _ outside: UInt16, _ inside: UInt16) {
    guard sent.port == TranslatedNet.outside, sent.frame.isIPv4 else { return }
    if sent.frame.isError4 {
      let quote = sent.frame.payload4 + 8
      guard let place = sent.frame.hostPlace(quote, isSource: false), sent.frame.uint16(place) == outside else {
        return
      }
      let isRight = sent.frame.hasRightICMP
      sent.frame.setHostPort(inside, at: quote, isSource: false)
      guard isRight else { return }
      let start = sent.frame.payload4
      sent.frame.put16(0, at: start + 2)
      let message = Array(sent.frame[start...])
      sent.frame.put16(InternetChecksum.checksum(of: message.span.bytes), at: start + 2)
    } else if let place = sent.frame.hostPlace(14, isSource: true), sent.frame.uint16(place) == outside {
      sent.frame.setHostPort(inside, at: 14, isSource: true)
    }
  }
}
