import SeededRandom
import Testing
import Topology
import Wire

@Suite("the steps from one lab to another")
struct DiffTests {
  @Test("carried out one by one, they turn the old lab into the new one", arguments: [1, 2, 3, 4] as [UInt64])
  func apply(_ seed: UInt64) {
    print("diff: seed \(seed)")
    var generator = SplitMix64(seed: seed)
    for _ in 0..<150 {
      let old = RandomLab.lab(using: &generator)
      let new = RandomLab.lab(using: &generator)
      let actions = old.actions(to: new)
      var model = LabModel(old)
      for action in actions { model.apply(action) }
      #expect(model.problems.isEmpty)
      #expect(LabModel.normalized(model.lab) == LabModel.normalized(new))
      #expect(new.actions(to: new).isEmpty && old.actions(to: old).isEmpty)
      if LabModel.normalized(old) == LabModel.normalized(new) { #expect(actions.isEmpty) }
    }
  }

  @Test("taking away comes before changing, and changing before adding", arguments: [5, 6] as [UInt64])
  func order(_ seed: UInt64) {
    print("diff order: seed \(seed)")
    var generator = SplitMix64(seed: seed)
    for _ in 0..<150 {
      let ranks = RandomLab.lab(using: &generator).actions(to: RandomLab.lab(using: &generator)).map { action in
        switch action {
        case .removeLink: 0
        case .removeNode: 1
        case .changeNode: 2
        case .changeLink: 3
        case .addNode: 4
        case .addLink: 5
        case .replaceFlows: 6
        case .replaceCaptures: 7
        case .replaceChecks: 8
        }
      }
      #expect(ranks == ranks.sorted())
    }
  }

  private static let base = """
    name: t
    topology:
      nodes:
        alice: { kind: host, address: 10.0.0.1/24 }
        bob: { kind: host, address: 10.0.0.2/24 }
        sw1: { kind: switch }
        of1: { kind: flow-switch }
      links:
        - endpoints: ["alice:eth0", "sw1:eth1"]
        - endpoints: ["bob:eth0", "sw1:eth2"]
        - endpoints: ["sw1:eth3", "of1:eth1"]
    flows:
      of1: ["priority=0,actions=normal"]
    """

  private func plan(_ change: (inout String) -> Void) throws -> [String] {
    var text = DiffTests.base
    change(&text)
    return try lab(DiffTests.base).actions(to: lab(text)).map(\.description)
  }

  @Test("a new host is a node and a link; its switch is not mentioned")
  func newHost() throws {
    let plan = try plan {
      $0 = $0.replacing("    sw1:", with: "    db: { kind: host, address: 10.0.0.3/24 }\n    sw1:")
        .replacing("  links:", with: "  links:\n    - endpoints: [\"db:eth0\", \"sw1:eth9\"]")
    }
    #expect(plan == ["+ node db (host)", "+ link db:eth0 -- sw1:eth9"])
  }

  @Test("a host that goes takes its link with it")
  func removedHost() throws {
    let plan = try plan {
      $0 = $0.replacing("    bob: { kind: host, address: 10.0.0.2/24 }\n", with: "")
        .replacing("    - endpoints: [\"bob:eth0\", \"sw1:eth2\"]\n", with: "")
    }
    #expect(plan == ["- link bob:eth0 -- sw1:eth2", "- node bob (host)"])
  }

  @Test("another address is a change of the one host")
  func address() throws {
    let plan = try plan { $0 = $0.replacing("10.0.0.2/24", with: "10.0.0.5/24, gateway: 10.0.0.1") }
    #expect(plan == ["~ bob: eth0 address 10.0.0.2/24 -> 10.0.0.5/24; gateway none -> 10.0.0.1"])
  }

  @Test("another kind is another node")
  func kind() throws {
    let plan = try plan { $0 = $0.replacing("sw1: { kind: switch }", with: "sw1: { kind: hub }") }
    #expect(
      plan == [
        "- link alice:eth0 -- sw1:eth1", "- link bob:eth0 -- sw1:eth2", "- link sw1:eth3 -- of1:eth1",
        "- node sw1 (switch)", "+ node sw1 (hub)", "+ link alice:eth0 -- sw1:eth1", "+ link bob:eth0 -- sw1:eth2",
        "+ link sw1:eth3 -- of1:eth1",
      ])
  }

  @Test("comments, order and blank lines change nothing")
  func layout() throws {
    let plan = try plan {
      $0 =
        "# a comment\n\n"
        + $0.replacing("    alice: { kind: host, address: 10.0.0.1/24 }\n", with: "")
        .replacing("    sw1:", with: "    alice: { kind: host, address: 10.0.0.1/24 } # here now\n    sw1:")
        .replacing("[\"bob:eth0\", \"sw1:eth2\"]", with: "[\"sw1:eth2\", \"bob:eth0\"]")
    }
    #expect(plan == [])
  }

  @Test("flows are replaced as one, and counted")
  func flows() throws {
    let plan = try plan {
      $0 = $0.replacing(
        "[\"priority=0,actions=normal\"]", with: "[\"priority=0,actions=drop\", \"priority=1,actions=drop\"]")
    }
    #expect(plan == ["~ of1: flows +2 -1"])
  }

  @Test("steps are printed for programs too")
  func json() throws {
    let old = try lab(DiffTests.base)
    let new = try lab(DiffTests.base.replacing("actions=normal", with: "actions=drop"))
    #expect(
      old.actions(to: new).map(\.json.text)
        == [#"{"action":"replace-flows","subject":"of1","text":"~ of1: flows +1 -1"}"#])
  }
}
