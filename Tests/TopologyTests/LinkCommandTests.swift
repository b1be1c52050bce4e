import SeededRandom
import Testing
import Topology

@Suite("links by command")
struct LinkCommandTests {
  private static let first = Endpoint(node: "a", interface: "eth0")
  private static let second = Endpoint(node: "sw", interface: "p1")
  private let link = ResolvedLink(LinkCommandTests.first, LinkCommandTests.second)

  /// The link after a command that must be right.
  private func after(
    _ words: String..., from direction: String? = nil, on link: ResolvedLink? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ResolvedLink {
    let link = link ?? self.link
    let command = LinkCommand(words, from: direction, on: link)
    let change = try #require(
      command.change, Comment(rawValue: command.diagnostics.text()), sourceLocation: sourceLocation)
    return change.applied(to: link, at: link.first)
  }

  /// Everything there is to say about a command.
  private func remarks(_ words: String..., from direction: String? = nil) -> String {
    LinkCommand(words, from: direction, on: link).diagnostics.text()
  }

  @Test("keys and values are those of the file, long forms included")
  func settings() throws {
    let link = try after(
      "delay=20ms", "jitter={ by: 2ms, distribution: normal }", "rate=10Mbit/s", "queue=64 packets",
      "loss={bursts: {enter: 1%, leave: 25%}}")
    #expect(link.forward == link.backward && link.forward.delay == .milliseconds(20))
    #expect(link.forward.jitter == Jitter(.milliseconds(2), distribution: .normal))
    #expect(link.forward.loss == .bursts(BurstLoss(enter: 10_000_000, leave: 250_000_000)))
    #expect(link.forward.rate == 10_000_000 && link.forward.queue.limit == .packets(64))
    #expect(try after("rate=none", on: link).forward.rate == nil)
    #expect(try after("down=true").forward.isDown)
  }

  @Test("what is not named stays, and 'clear' takes everything away first")
  func rest() throws {
    let slow = try after("delay=20ms", "loss=1%", "down")
    #expect(try after("delay=30ms", on: slow).forward.loss == .random(Chance(10_000_000)))
    #expect(try after("up", on: slow).forward.isDown == false)
    #expect(try after("clear", on: slow) == link)
    let renewed = try after("delay=5ms", "jitter=5ms", "clear", on: slow)
    #expect(renewed.forward.description == "delay 5ms, jitter 5ms")
  }

  @Test("one direction is named by the end that packets come from")
  func direction() throws {
    let slow = try after("delay=20ms", from: "sw")
    #expect(slow.forward.isNone && slow.backward.delay == .milliseconds(20))
    #expect(try after("delay=20ms", from: "sw:p1") == slow && after("from={ sw: { delay: 20ms } }") == slow)
    let both = try after("loss=1%", on: slow)
    #expect(try after("clear", "rate=1Gbit/s", from: "a", on: both).forward.description == "rate 1Gbit/s")
    #expect(try after("clear", from: "a", on: both).backward == both.backward)
    #expect(try after("down", from: "a").backward.isDown == false)
  }

  @Test("mistakes are shown where they are, with the words of the file, all of them at once")
  func mistakes() {
    #expect(
      remarks("delay=20", "dealy=1ms", "loss=101%") == """
        weft link set:1:7: error: 'delay' is 20, without its unit
           1 | delay=20 dealy=1ms loss=101%
             |       ^~
             = hint: write the unit after the number, as delay: 20ms; units: ns, us, µs, ms, s, m, h
        weft link set:1:10: error: unknown key 'dealy' in a link
           1 | delay=20 dealy=1ms loss=101%
             |          ^~~~~
             = hint: did you mean 'delay'?
        weft link set:1:25: error: 'loss' is more than 100%
           1 | delay=20 dealy=1ms loss=101%
             |                         ^~~~

        """)
    #expect(
      remarks("jitter=5ms", "fast", "rate", "delay=", from: "b") == """
        weft link set:1:8: error: 'b' is no end of this link
           1 | --from b jitter=5ms fast rate delay=
             |        ^
             = hint: did you mean 'a'? ends: a, sw
        weft link set:1:21: error: 'fast' is not a setting
           1 | --from b jitter=5ms fast rate delay=
             |                     ^~~~
             = hint: write key=value, as delay=20ms; or one of down, up, clear
        weft link set:1:26: error: 'rate' has no value
           1 | --from b jitter=5ms fast rate delay=
             |                          ^~~~
             = hint: write rate=100Mbit/s
        weft link set:1:37: error: 'delay' takes text, not nothing
           1 | --from b jitter=5ms fast rate delay=
             |                                     ^
             = hint: for example delay: 20ms

        """)
  }

  @Test("conditions that make no sense with what the link has are refused")
  func together() throws {
    let slow = try after("delay=2ms")
    #expect(LinkCommand(["jitter=2ms"], on: slow).change != nil)
    #expect(LinkCommand(["jitter=2ms"], on: link).change == nil)
    #expect(LinkCommand(["clear", "jitter=2ms"], on: slow).change == nil)
    #expect(LinkCommand(["queue=codel"], on: link).change == nil)
    #expect(LinkCommand(["delay=1ms", "delay=2ms"], on: link).change == nil)
    #expect(LinkCommand(["queue=[1"], on: link).change == nil)
    #expect(LinkCommand(["delay=1ms\n: x"], on: link).change == nil)
    #expect(LinkCommand([String](repeating: "up", count: LinkCommand.wordsMax + 1), on: link).change == nil)
    #expect(LinkCommand(["loss=100%"], on: link).diagnostics.map(\.severity) == [.warning])
  }

  @Test("no words, however strange, do harm", arguments: [51, 52] as [UInt64])
  func noise(_ seed: UInt64) {
    print("link commands: seed \(seed)")
    var generator = SplitMix64(seed: seed)
    let pieces = [
      "delay", "=", "20ms", "{", "}", "[", ",", ": ", "loss", "%", "1", "\n", "*", "&a", "\u{0}", "é", "\"", "from",
    ]
    for _ in 0..<500 {
      let words = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
        (0..<Int.random(in: 0..<7, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
          .joined()
      }
      let command = LinkCommand(words, from: Bool.random(using: &generator) ? "a" : nil, on: link)
      #expect((command.change == nil) == command.diagnostics.hasErrors)
    }
  }
}
