import Testing
import Topology
import Wire

@Suite("scenarios")
struct ScenarioTests {
  private static let topology = """
    name: t
    topology:
      nodes:
        a: { kind: host, address: 10.0.0.1/24 }
        b: { kind: host, address: 10.0.0.2/24 }
        of1: { kind: flow-switch }
      links:
        - { endpoints: ["a:eth0", "of1:eth1"], delay: 5ms }
        - { endpoints: ["of1:eth2", "b:eth0"] }

    """

  private func steps(_ text: String...) throws -> [ScenarioStep] {
    try lab(ScenarioTests.topology + "scenario:\n" + text.map { "  - { \($0) }\n" }.joined()).scenario
  }

  private let end = Endpoint(node: "a", interface: "eth0")
  private let other = Endpoint(node: "of1", interface: "eth1")

  @Test("steps keep their times, which may be equal")
  func times() throws {
    let steps = try steps(
      "at: 0s, restart: a", "at: 1.5s, restart: of1", "at: 1500ms, apply: site", "at: 365h, restart: b")
    #expect(steps.map(\.at) == [.zero, .milliseconds(1500), .milliseconds(1500), .seconds(365 * 3600)])
    #expect(steps.map(\.mark.line) == [11, 12, 13, 14] && steps[0].file == "lab.yml")
    #expect(steps.map(\.action).dropFirst(2).first == .event(.apply(file: "site")))
  }

  @Test("a link is named by either end or both")
  func links() throws {
    let steps = try steps(
      "at: 1s, link-down: \"a:eth0\"", "at: 2s, link-up: \"of1:eth1 -- a:eth0\"", "at: 3s, link-down: of1:eth1")
    #expect(
      steps.map(\.action) == [.event(.linkDown(end)), .event(.linkUp(other)), .event(.linkDown(other))])
  }

  @Test("a link step sets what it names, in the direction that it says, and leaves the rest")
  func conditions() throws {
    let text = "at: 1s, link: \"of1:eth1\", loss: 1%, from: { a: { delay: 7ms } }"
    guard case .event(.setLink(let endpoint, let change)) = try #require(try steps(text).first).action else {
      throw WrongKind()
    }
    #expect(endpoint == other)
    #expect(change.outward == [.loss(.random(Chance(10_000_000)))])
    #expect(change.inward == [.loss(.random(Chance(10_000_000))), .delay(.milliseconds(7))])
    let link = try #require(try lab(ScenarioTests.topology).link(at: end))
    let changed = change.applied(to: link, at: endpoint)
    #expect(changed.forward.delay == .milliseconds(7) && changed.backward.delay == .milliseconds(5))
    #expect(
      changed.forward.loss == changed.backward.loss
        && change.applied(to: link.reversed, at: endpoint) == changed.reversed)
  }

  @Test("conditions make sense or not by what earlier steps have made of the link")
  func timeline() {
    func said(_ steps: String...) -> [String] {
      codes(ScenarioTests.topology + "scenario:\n" + steps.map { "  - { \($0) }\n" }.joined())
    }
    #expect(said("at: 1s, link: a:eth0, jitter: 5ms") == [])
    #expect(said("at: 1s, link: a:eth0, jitter: 6ms") == ["bad-link"])
    #expect(said("at: 1s, link: a:eth0, delay: 6ms", "at: 2s, link: \"of1:eth1\", jitter: 6ms") == [])
    #expect(said("at: 1s, link: a:eth0, delay: 0s", "at: 2s, link: a:eth0, reorder: 6%") == ["bad-link"])
    #expect(said("at: 1s, link: a:eth0, rate: 1Mbit/s", "at: 2s, link: a:eth0, queue: codel") == [])
    #expect(said("at: 1s, apply: site", "at: 2s, link: a:eth0, jitter: 6ms") == [])
  }

  @Test("a host sends traffic")
  func traffic() throws {
    let b = CheckTarget(name: "b", node: "b", address: .v4(IPv4Address("10.0.0.2")!))
    var traffic = Traffic(.udp(port: 53), from: "a", to: b)
    (traffic.count, traffic.interval, traffic.octets) = (100, .milliseconds(10), 1000)
    let steps = try steps(
      "at: 1s, send: { udp: a -> b:53, count: 100, interval: 10ms, bytes: 1kB }", "at: 1s, send: { ping: a -> b }")
    #expect(steps.map(\.action) == [.send(traffic), .send(Traffic(.ping, from: "a", to: b))])
  }

  @Test("test settings are read, and have defaults")
  func settings() throws {
    #expect(try lab(ScenarioTests.topology).test == TestSettings())
    let lab = try lab(ScenarioTests.topology + "test: { seed: 7, time-max: 1h, events-max: 10000000 }")
    #expect(lab.test == TestSettings(seed: 7, timeMax: .seconds(3600), eventsMax: 10_000_000))
    #expect(lab.test.json.text == #"{"seed":7,"time-max":"1h","events-max":10000000}"#)
  }

  @Test("as many steps as are possible are read, and one more is refused")
  func bounds() {
    func text(_ count: Int) -> String {
      ScenarioTests.topology + "scenario:\n" + String(repeating: "  - { at: 1s, restart: a }\n", count: count)
    }
    #expect(LoadedLab(text(10_000), file: "t").lab?.scenario.count == 10_000)
    #expect(codes(text(10_001)) == ["too-many-steps"])
  }

  @Test("steps and checks are printed in words and for programs")
  func printed() throws {
    let steps = try steps(
      "at: 10s, link-down: a:eth0", "at: 20s, link: a:eth0, from: { of1: { loss: 5% } }, delay: 1ms",
      "at: 1m, check: { ping: a -> b, expect: dropped }")
    #expect(
      steps.map(\.description) == [
        "10s link-down a:eth0", "20s link a:eth0: from a:eth0: delay 1ms; towards it: delay 1ms, loss 5%",
        "1m check ping a -> b dropped",
      ])
    #expect(steps[0].json.text == #"{"at":"10s","link-down":"a:eth0"}"#)
    #expect(
      steps[2].json.text
        == #"{"at":"1m","check":{"ping":"a -> b","address":"10.0.0.2","expect":"dropped"}}"#)
  }
}
