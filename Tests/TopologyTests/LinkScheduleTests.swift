import SeededRandom
import Testing
import Topology

@Suite("how links change over time")
struct LinkScheduleTests {
  private func link(_ text: String) throws -> ResolvedLink {
    let file = """
      name: t
      topology:
        nodes: { a: { kind: host }, b: { kind: host } }
        links: [{ endpoints: ["a:eth0", "b:eth0"], \(text) }]
      """
    return try #require(try lab(file).links.first)
  }

  @Test("a list of steps happens once, in order, and each sets what it names")
  func once() throws {
    let link = try link(
      "delay: 5ms, schedule: [{ at: 10s, delay: 20ms, loss: 1% }, { at: 20s, from: { b: { down: true } } }]")
    let schedule = try #require(link.schedule)
    #expect(schedule.steps.map(\.at) == [.seconds(10), .seconds(20)] && schedule.period == nil)
    #expect(schedule.steps[0].change == LinkChange([.delay(.milliseconds(20)), .loss(.random(Chance(10_000_000)))]))
    #expect(schedule.steps[1].change == LinkChange(outward: [], inward: [.down(true)]))
    #expect((0..<4).map(schedule.time) == [.seconds(10), .seconds(20), nil, nil])
    #expect(link.forward.delay == .milliseconds(5) && link.reversed.reversed == link)
    #expect(link.reversed.schedule?.steps[1].change == LinkChange(outward: [.down(true)], inward: []))
  }

  @Test("with 'repeat' the steps begin anew for ever")
  func again() throws {
    let schedule = try #require(
      try link("schedule: { repeat: 1m, steps: [{ at: 0s, down: false }, { at: 58s, down: true }] }").schedule)
    #expect((0..<5).map(schedule.time) == [0, 58, 60, 118, 120].map { Duration.seconds($0) })
    #expect("\(schedule)" == "2 steps, the last at 58s, again every 1m")
  }

  @Test("what a step sets twice, the direction's own word wins")
  func twice() throws {
    let schedule = try #require(
      try link("schedule: [{ at: 1s, delay: 20ms, from: { a: { delay: 30ms } } }]").schedule)
    #expect(
      schedule.steps[0].change
        == LinkChange(outward: [.delay(.milliseconds(30))], inward: [.delay(.milliseconds(20))]))
  }

  @Test("what is printed of a schedule is read back as the same", arguments: [41, 42] as [UInt64])
  func roundTrip(_ seed: UInt64) throws {
    print("link schedules: seed \(seed)")
    var generator = SplitMix64(seed: seed)
    let down: [LinkSetting] = [.down(true)]
    for _ in 0..<100 {
      var link = ResolvedLink(Endpoint(node: "a", interface: "eth0"), Endpoint(node: "b", interface: "eth0"))
      var steps: [LinkSchedule.Step] = []
      var at = Duration.zero
      for _ in 0..<Int.random(in: 1..<6, using: &generator) {
        let settings: [LinkSetting] = [
          .delay(.milliseconds(Int.random(in: 1..<90, using: &generator))),
          .loss(.random(Chance(Int.random(in: 0..<1_000_000, using: &generator)))),
          .rate(Bool.random(using: &generator) ? nil : Int.random(in: 1..<1_000_000, using: &generator)),
        ]
        let change =
          switch Int.random(in: 0..<3, using: &generator) {
          case 0: LinkChange(settings)
          case 1: LinkChange(outward: down, inward: settings)
          default: LinkChange(outward: settings, inward: [])
          }
        steps.append(LinkSchedule.Step(at: at, change))
        at += .milliseconds(Int.random(in: 0..<5000, using: &generator))
      }
      link.schedule = LinkSchedule(steps, every: Bool.random(using: &generator) ? at + .seconds(1) : nil)
      let text =
        "{ name: t, topology: { nodes: { a: { kind: host }, b: { kind: host } }, links: [\(link.json.text)] } }"
      #expect(try lab(text).links == [link], "\(text)")
    }
  }

  @Test("another schedule alone changes the link")
  func change() throws {
    let (plain, once) = (try link("delay: 1ms"), try link("delay: 1ms, schedule: [{ at: 1s, delay: 2ms }]"))
    let again = try link("delay: 1ms, schedule: { repeat: 9s, steps: [{ at: 1s, delay: 2ms }] }")
    let other = try link("delay: 1ms, schedule: [{ at: 1s, delay: 3ms }]")
    func text(_ old: ResolvedLink, _ new: ResolvedLink) -> String { "\(LabAction.changeLink(from: old, to: new))" }
    #expect(text(plain, once) == "~ link a:eth0 -- b:eth0: schedule none -> 1 step at 1s")
    #expect(text(once, again) == "~ link a:eth0 -- b:eth0: schedule 1 step at 1s -> 1 step at 1s, again every 9s")
    #expect(text(once, other) == "~ link a:eth0 -- b:eth0: other steps in the schedule")
    #expect(once != other && plain.ends == once.ends)
  }
}
