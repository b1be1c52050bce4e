import SeededRandom
import Testing
import Topology
import Wire

@Suite("what links do to packets")
struct LinkConditionTests {
  private static func file(_ link: String) -> String {
    """
    name: t
    topology:
      nodes: { a: { kind: host }, b: { kind: host } }
      links: [{ endpoints: ["a:eth0", "b:eth0"], \(link) }]
    """
  }

  private func link(_ text: String) throws -> ResolvedLink {
    try #require(try lab(LinkConditionTests.file(text)).links.first)
  }

  @Test("a key of the link holds for both directions, and one under 'from' for one")
  func directions() throws {
    let link = try link(
      "delay: 20ms, jitter: 2ms, from: { b: { loss: 5%, delay: 30ms }, \"a:eth0\": { rate: 10Mbit/s } }")
    #expect(link.forward.delay == .milliseconds(20) && link.backward.delay == .milliseconds(30))
    #expect(link.forward.jitter == Jitter(.milliseconds(2)) && link.backward.jitter == Jitter(.milliseconds(2)))
    #expect(link.forward.rate == 10_000_000 && link.backward.rate == nil)
    #expect(link.forward.loss == .none && link.backward.loss == .random(Chance(50_000_000)))
    #expect(link.conditions(from: link.second) == link.backward)
    #expect(link.reversed.forward == link.backward && link.reversed.reversed == link)
    #expect(link.reversed.ends == link.ends && link.reversed != link)
  }

  @Test("a plain link has no conditions")
  func plain() throws {
    let link = try link("mtu: 9000")
    #expect(link.forward.isNone && link.backward.isNone && link.forward.description == "none")
    #expect(link.json.text == #"{"endpoints":["a:eth0","b:eth0"]}"#)
  }

  @Test("every long form is read")
  func longForms() throws {
    let link = try link(
      """
      delay: 5ms, jitter: { by: 1ms, distribution: normal, correlation: 12.5% },
          loss: { bursts: { enter: 1%, leave: 25%, lossy: 80%, otherwise: 0.1% } },
          duplicate: { probability: 1%, correlation: 50% }, reorder: 0.0000001%, rate: 1.5Mbit/s,
          queue: { codel: , size: 64KiB }
      """)
    #expect(link.forward.jitter == Jitter(.milliseconds(1), distribution: .normal, correlation: 125_000_000))
    #expect(
      link.forward.loss
        == .bursts(BurstLoss(enter: 10_000_000, leave: 250_000_000, lossInside: 800_000_000, lossOutside: 1_000_000)))
    #expect(link.forward.duplicate == Chance(10_000_000, correlation: 500_000_000))
    #expect(link.forward.reorder == Chance(1) && link.forward.rate == 1_500_000)
    #expect(
      link.forward.queue
        == LinkQueue(
          limit: .octets(65_536), management: .coDel(target: .milliseconds(5), interval: .milliseconds(100))))
    #expect(try self.link("rate: 1Mbit/s, queue: codel").forward.queue == .coDel)
    #expect(try self.link("rate: 1Mbit/s, queue: 1 packet").forward.queue == LinkQueue(limit: .packets(1)))
    #expect(try self.link("rate: none, down: true").forward.isDown)
  }

  @Test("what is printed of a link is read back as the same link", arguments: [31, 32, 33] as [UInt64])
  func roundTrip(_ seed: UInt64) throws {
    print("link conditions: seed \(seed)")
    var generator = SplitMix64(seed: seed)
    for _ in 0..<100 {
      var link = ResolvedLink(Endpoint(node: "a", interface: "eth0"), Endpoint(node: "b", interface: "eth0"))
      link.forward = RandomConditions.conditions(using: &generator)
      link.backward =
        Bool.random(using: &generator) ? link.forward : RandomConditions.conditions(using: &generator)
      // JSON is YAML.
      let text =
        "{ name: t, topology: { nodes: { a: { kind: host }, b: { kind: host } }, links: [\(link.json.text)] } }"
      #expect(try lab(text).links == [link], "\(text)")
    }
  }

  @Test("other conditions alone change the link, and neither remove nor add it")
  func change() throws {
    func plan(_ old: String, _ new: String) throws -> [String] {
      try lab(LinkConditionTests.file(old)).actions(to: lab(LinkConditionTests.file(new))).map(\.description)
    }
    #expect(
      try plan("delay: 20ms", "delay: 30ms, loss: 0.5%")
        == ["~ link a:eth0 -- b:eth0: delay 20ms -> 30ms, loss 0% -> 0.5%"])
    #expect(
      try plan("rate: 1Gbit/s", "rate: 1Gbit/s, from: { b: { queue: 64kB }, a: { down: true } }") == [
        "~ link a:eth0 -- b:eth0: from a:eth0: down no -> yes; from b:eth0: queue 1000 packets -> 64kB"
      ])
    #expect(try plan("rate: 1Mbit/s", "mtu: 1500") == ["~ link a:eth0 -- b:eth0: rate 1Mbit/s -> none"])
    #expect(try plan("delay: 1000us", "delay: 1ms") == [])
  }

  @Test("a link told from the other end is the same link")
  func reversedChange() throws {
    let old = try lab(LinkConditionTests.file("from: { a: { delay: 5ms } }"))
    let text = LinkConditionTests.file("from: { a: { delay: 5ms } }")
      .replacing("\"a:eth0\", \"b:eth0\"", with: "\"b:eth0\", \"a:eth0\"")
    #expect(try old.actions(to: lab(text)).isEmpty)
    let other = try lab(text.replacing("5ms", with: "6ms"))
    #expect(
      old.actions(to: other).map(\.json.text) == [
        #"{"action":"change-link","subject":"b:eth0 -- a:eth0","text":"~ link b:eth0 -- a:eth0: from a:eth0: delay 5ms -> 6ms"}"#
      ])
  }
}

/// Random conditions that make sense together.
enum RandomConditions {
  static func conditions(using generator: inout SplitMix64) -> LinkConditions {
    var link = LinkConditions()
    func some() -> Bool { Bool.random(using: &generator) }
    func parts(_ range: Range<Int> = 1..<1_000_000_000) -> Int { Int.random(in: range, using: &generator) }
    func chance() -> Chance { Chance(parts(), correlation: some() ? 0 : parts()) }
    link.isDown = parts() % 7 == 0
    if some() {
      let half = parts(1..<1_800_000_000)
      link.delay = .nanoseconds(2 * half)
      let shape = some() ? Jitter.Distribution.normal : .uniform
      if some() { link.jitter = Jitter(.nanoseconds(half), distribution: shape, correlation: some() ? 0 : parts()) }
      if some() { link.reorder = chance() }
    }
    if some() {
      link.loss = .random(chance())
    } else if some() {
      let outside = parts(0..<1000)
      link.loss = .bursts(
        BurstLoss(enter: parts(), leave: parts(), lossInside: parts(1000..<2000), lossOutside: outside))
    }
    if some() { link.duplicate = chance() }
    if some() { link.corrupt = chance() }
    if some() {
      link.rate = parts()
      if some() { link.queue.limit = some() ? .packets(parts(1..<100_001)) : .octets(parts(1514..<1_000_000_000)) }
      if some() {
        link.queue.management = .coDel(
          target: .nanoseconds(parts(1..<1000)), interval: .nanoseconds(parts(1000..<9000)))
      }
    }
    return link
  }
}
