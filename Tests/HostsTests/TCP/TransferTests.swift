import Dataplane
import Hosts
import Testing
import Wire

@Suite("TCP transfers")
struct TransferTests {
  /// Sends `countA` octets one way and `countB` the other over a bad channel, reading in pieces.
  private func exchange(seed: UInt64, countA: Int, countB: Int, _ channel: inout TCPChannel) {
    var chance = RandomSource(seed: seed ^ 0x5eed)
    let dataA = (0..<countA).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let dataB = (0..<countB).map { UInt8(truncatingIfNeeded: $0 &* 17 &+ $0 >> 9) }
    var (restA, restB) = (dataA[...], dataB[...])
    var (gotA, gotB): ([UInt8], [UInt8]) = ([], [])
    var steps = 0
    while channel.step(until: .zero + .seconds(100_000)), steps < 400_000 {
      steps += 1
      if chance.next() % 4 != 0 || channel.events.isEmpty {
        let piece = Int(chance.next() % 9_000)
        restA.removeFirst(channel.a.send(restA.prefix(piece)))
        if restA.isEmpty, channel.a.state != .synSent { channel.a.close() }
        gotA += channel.a.read(Int(chance.next() % 20_000))
        if channel.b != nil {
          restB.removeFirst(channel.b!.send(restB.prefix(piece)))
          if restB.isEmpty { channel.b!.close() }
          gotB += channel.b!.read(Int(chance.next() % 20_000))
        }
      }
    }
    gotA += channel.a.read()
    gotB += channel.b?.read() ?? []
    let isIntact = (gotB == dataA, gotA == dataB)
    #expect(isIntact.0, "seed \(seed): a to b")
    #expect(isIntact.1, "seed \(seed): b to a")
    #expect(channel.a.state == .closed && channel.b?.state == .closed, "seed \(seed): \(channel.a.state)")
    #expect(
      channel.a.failure == nil && channel.b?.failure == nil, "seed \(seed): \(String(describing: channel.a.failure))")
  }

  @Test("data arrive whole and in order both ways whatever the channel does, for many seeds", arguments: 0..<8)
  func badChannels(part: Int) {
    for step in 0..<50 {
      let seed = UInt64(1 + part * 50 + step)
      var chance = RandomSource(seed: seed)
      func way() -> TCPChannel.Way {
        var way = TCPChannel.Way()
        way.delay = .milliseconds(chance.next() % 80)
        way.jitter = .milliseconds(chance.next() % 30)
        way.loss = Int(chance.next() % 150)
        way.duplicates = Int(chance.next() % 100)
        return way
      }
      func settings() -> TCPSettings {
        var settings = TCPSettings()
        settings.offersTimestamps = chance.next() % 2 == 0
        settings.offersSelectiveAcks = chance.next() % 2 == 0
        settings.offersWindowScale = chance.next() % 2 == 0
        settings.usesNagle = chance.next() % 2 == 0
        settings.sendBuffer = 1 + Int(chance.next() % 100_000)
        settings.receiveBuffer = 1 + Int(chance.next() % 100_000)
        // The channels are worse than any that a real host would put up with.
        settings.synRetriesMax = 30
        settings.synAckRetriesMax = 30
        settings.retriesMax = 40
        return settings
      }
      var channel = TCPChannel(seed: seed, settings(), settings(), version: seed % 2 == 0 ? .v4 : .v6)
      channel.aToB = way()
      channel.bToA = way()
      exchange(
        seed: seed, countA: Int(chance.next() % 60_000), countB: Int(chance.next() % 60_000), &channel)
    }
  }

  @Test(
    "a transfer over 100 Mbit/s and 50 ms reaches 90 % of the rate where the queue holds what is in flight",
    arguments: [1_000])
  func bulk(queue: Int) {
    var channel = TCPChannel(seed: 7)
    channel.aToB.delay = .milliseconds(25)
    channel.aToB.rate = 12_500_000
    channel.aToB.queueMax = queue * 1_500
    channel.bToA.delay = .milliseconds(25)
    let chunk = [UInt8](repeating: 7, count: 65_536)
    let total = 60_000_000
    var (sent, got) = (0, 0)
    while got < total, channel.step(until: .zero + .seconds(60)) {
      if sent < total, channel.a.sendSpace > 0 { sent += channel.a.send(chunk.prefix(total - sent)) }
      if let count = channel.b?.readableCount, count > 0 { got += channel.b!.read().count }
    }
    let seconds = Double(channel.now.nanoseconds) / 1e9
    let rate = Double(got) * 8 / seconds / 1e6
    #expect(got == total)
    // Of 1,538 octets on the wire, 1,448 are payload.
    print("queue \(queue): \(rate) Mbit/s of 94.1 in \(seconds) s, \(channel.sentCount) segments")
    #expect(rate > 0.9 * 94.1, "\(rate) Mbit/s in \(seconds) s, queue of \(queue) packets")
  }
}
