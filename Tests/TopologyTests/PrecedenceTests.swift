import Testing
import Topology

@Suite("node over group over kind over defaults")
struct PrecedenceTests {
  private func host(_ levels: [String: String]) throws -> ResolvedNode {
    let lab = try lab(
      """
      name: t
      topology:
        defaults: { \(levels["defaults"] ?? "") }
        kinds: { linux: { \(levels["kind"] ?? "") }, host: { listen: [tcp/9] } }
        groups: { g: { \(levels["group"] ?? "") } }
        nodes:
          h1: { kind: linux, group: g, \(levels["node"] ?? "") }
          h2: { kind: linux }
        links:
          - endpoints: ["h1:eth0", "h2:eth0"]
      """)
    return try #require(lab.node(named: "h1"))
  }

  private func settings(_ levels: [String: String]) throws -> HostSettings {
    guard case .host(let settings) = try host(levels).role else { throw WrongKind() }
    return settings
  }

  @Test("the most specific level that has a key wins")
  func replace() throws {
    var levels = [
      "defaults": "listen: [tcp/1]", "kind": "listen: [tcp/2]", "group": "listen: [tcp/3, tcp/33]",
      "node": "listen: [tcp/4]",
    ]
    for (level, ports) in [("node", [4]), ("group", [3, 33]), ("kind", [2]), ("defaults", [1])] as [(String, [UInt16])]
    {
      #expect(try settings(levels).listen.map(\.port) == ports)
      levels[level] = nil
    }
    #expect(try settings(levels).listen.isEmpty)
  }

  @Test("mappings are merged key by key")
  func merge() throws {
    let settings = try settings([
      "defaults": "env: { A: d, B: d, C: d, D: d }", "kind": "env: { A: k, B: k, C: k }",
      "group": "env: { A: g, B: g }",
      "node": "env: { A: n }",
    ])
    let env = Dictionary(uniqueKeysWithValues: settings.env.map { ($0.name, $0.value) })
    #expect(env == ["A": "n", "B": "g", "C": "k", "D": "d"])
  }

  @Test("command lines and binds of all levels are joined, the least specific first, each once")
  func join() throws {
    let settings = try settings([
      "defaults": "exec: [a, b]", "kind": "exec: c", "group": "exec: [b, d]", "node": "exec: [e]",
    ])
    #expect(settings.exec == ["a", "b", "c", "d", "e"])
  }

  @Test("a kind's keys are for nodes that use that very name of the kind")
  func alias() throws {
    #expect(try settings([:]).listen.isEmpty)
  }

  @Test("defaults are for the kinds that have the key")
  func otherKinds() throws {
    let lab = try lab(
      """
      name: t
      topology:
        defaults: { kind: switch, listen: tcp/80, ageing: 10s }
        nodes: { sw1: , h1: { kind: host } }
      """)
    #expect(lab.nodes.map(\.kind) == [.learningSwitch, .host])
    guard case .host(let host) = lab.nodes[1].role, case .learningSwitch(let bridge) = lab.nodes[0].role else {
      throw WrongKind()
    }
    #expect(host.listen.map(\.port) == [80])
    #expect(bridge.ageing == .seconds(10))
  }

  @Test("the kind comes from the node, its group, or the defaults")
  func kinds() throws {
    let lab = try lab(
      """
      name: t
      topology:
        defaults: { kind: hub }
        groups: { g: { kind: switch } }
        nodes: { a: { kind: host, group: g }, b: { group: g }, c: }
      """)
    #expect(lab.nodes.map(\.kind) == [.host, .learningSwitch, .hub])
  }

  @Test("an error in a value that many nodes share is reported once, where it is written")
  func sharedError() {
    let loaded = LoadedLab(
      """
      name: t
      topology:
        kinds: { host: { gateway: 10.0.0.300 } }
        nodes: { a: { kind: host }, b: { kind: host }, c: { kind: host } }
      """, file: "t")
    #expect(loaded.diagnostics.count == 1)
    #expect(loaded.diagnostics.first?.line == 3)
  }
}
