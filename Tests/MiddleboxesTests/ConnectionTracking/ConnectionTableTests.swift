import ConnectionTracking
import Dataplane
import SeededRandom
import Testing
import Wire

@Suite("Connection table")
struct ConnectionTableTests {
  private static func tuple(_ host: Int, _ port: Int) -> ConnectionTuple {
    ConnectionTuple(
      .udp, source: IPv4Address(bits: 0x0a00_0000 + UInt32(host)), port: UInt16(port),
      destination: IPv4Address(203, 0, 113, 80), port: 53)
  }

  @Test("finds a connection by the tuple of either direction")
  func findsBothWays() throws {
    var table = ConnectionTable(countMax: 4, seed: 1)
    let tuple = Self.tuple(1, 5000)
    let inserted = table.insert(original: tuple, reply: tuple.reversed, attachment: 9, phase: .udp, now: .zero)
    let place = try #require(inserted)
    #expect(table.find(tuple) == ConnectionReference(index: place, direction: .original))
    #expect(table.find(tuple.reversed) == ConnectionReference(index: place, direction: .reply))
    #expect(table[place].attachment == 9)
    #expect(table.find(Self.tuple(1, 5001)) == nil)
  }

  @Test("refuses a tuple that is taken, and everything once it is full")
  func refuses() {
    var table = ConnectionTable(countMax: 2, seed: 1)
    let (a, b, c) = (Self.tuple(1, 1), Self.tuple(2, 2), Self.tuple(3, 3))
    #expect(table.insert(original: a, reply: a.reversed, attachment: 0, phase: .udp, now: .zero) != nil)
    #expect(table.insert(original: a, reply: b.reversed, attachment: 0, phase: .udp, now: .zero) == nil)
    #expect(table.insert(original: b, reply: a.reversed, attachment: 0, phase: .udp, now: .zero) == nil)
    #expect(table.insert(original: b, reply: b, attachment: 0, phase: .udp, now: .zero) == nil)
    #expect(table.insert(original: b, reply: b.reversed, attachment: 0, phase: .udp, now: .zero) != nil)
    #expect(table.isFull == true)
    #expect(table.insert(original: c, reply: c.reversed, attachment: 0, phase: .udp, now: .zero) == nil)
    #expect(table.count == 2)
  }

  @Test("deadlines are rounded up to a tick, and a refresh moves them")
  func deadlines() throws {
    var table = ConnectionTable(countMax: 4, timeouts: ConnectionTimeouts(udp: .seconds(30)), seed: 1)
    let tuple = Self.tuple(1, 1)
    let start = Instant(nanoseconds: 5_000_000_007)
    let inserted = table.insert(original: tuple, reply: tuple.reversed, attachment: 0, phase: .udp, now: start)
    let place = try #require(inserted)
    let tick = ConnectionTable.tick
    #expect(table[place].deadline >= start + .seconds(30))
    #expect(table[place].deadline < start + .seconds(30) + tick)
    #expect(table[place].deadline.nanoseconds % tick.count == 0)
    table.refresh(place, phase: .udp, now: start + .seconds(10))
    #expect(table[place].deadline >= start + .seconds(40))
    table.refresh(place, phase: .icmp, now: start + .seconds(10))
    #expect(table[place].phase == .icmp)
    #expect(table[place].deadline >= start + .seconds(70))
  }

  @Test("behaves as a dictionary with deadlines under random traffic, and tells every due connection at its time")
  func agreesWithModel() {
    let seed: UInt64 = 20
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let timeouts = ConnectionTimeouts(
      tcpOpening: .seconds(4), tcpEstablished: .seconds(60), tcpClosing: .seconds(2), udp: .seconds(9),
      icmp: .seconds(3))
    var table = ConnectionTable(countMax: 64, timeouts: timeouts, seed: random.next())
    var model: [ConnectionTuple: (attachment: UInt32, deadline: Instant)] = [:]
    var now = Instant.zero
    func deadline(_ phase: ConnectionPhase) -> Instant {
      let tick = ConnectionTable.tick.count
      let end = (now + Nanoseconds(timeouts[phase])).nanoseconds
      return Instant(nanoseconds: (end + tick - 1) / tick * tick)
    }
    for step in 0..<20_000 {
      now = now + .milliseconds(UInt64.random(in: 0..<100, using: &random))
      while let place = table.nextDue(at: now) {
        let connection = table.remove(place)
        let known = model.removeValue(forKey: connection.original)
        #expect(known != nil && known!.deadline <= now)
      }
      #expect(model.values.allSatisfy { $0.deadline > now })
      let tuple = Self.tuple(Int.random(in: 0..<10, using: &random), Int.random(in: 0..<12, using: &random))
      let phase = ConnectionPhase.allCases.randomElement(using: &random)!
      if let found = table.find(random.oneIn(2) ? tuple : tuple.reversed) {
        let known = model[tuple]
        #expect(known?.attachment == table[found.index].attachment)
        #expect(known?.deadline == table[found.index].deadline)
        if random.oneIn(4) {
          table.remove(found.index)
          model[tuple] = nil
        } else {
          table.refresh(found.index, phase: phase, now: now)
          model[tuple]?.deadline = deadline(phase)
        }
      } else {
        #expect(model[tuple] == nil)
        let place = table.insert(
          original: tuple, reply: tuple.reversed, attachment: UInt32(step), phase: phase, now: now)
        #expect((place != nil) == (model.count < 64))
        if place != nil { model[tuple] = (UInt32(step), deadline(phase)) }
      }
      #expect(table.count == model.count)
      if let next = table.nextDeadline { #expect(next <= model.values.map(\.deadline).min()!) }
    }
    #expect(Set(table.places.map { table[$0].original }) == Set(model.keys))
  }
}
