import Controller
import FlowSwitching
import Testing
import Topology

@Suite("Flows of a file become rules")
struct FlowCompilerTests {
  /// A lab of one flow switch with ports 1 and 2, and these lines under its flows.
  static func text(_ flows: [String]) -> String {
    """
    name: lab
    topology:
      nodes:
        a: { kind: host, address: 10.0.0.1/24 }
        b: { kind: host, address: 10.0.0.2/24 }
        of1: { kind: flow-switch }
      links:
        - endpoints: ["a:eth0", "of1:eth1"]
        - endpoints: ["b:eth0", "of1:eth2"]
    flows:
      of1:

    """ + flows.map { "    \($0)\n" }.joined()
  }

  /// The line that the first flow is on.
  static let firstLine = 12

  static func compile(_ flows: [String]) throws -> CompiledFlows {
    let loaded = LoadedLab(text(flows), file: "lab.weft.yml")
    #expect(!loaded.diagnostics.hasErrors, "\(loaded.diagnostics.map(\.message))")
    return CompiledFlows(try #require(loaded.lab), source: loaded.source)
  }

  /// A problem as `line:column:length code: message`, the part of the line that it underlines in brackets.
  static func problems(_ flows: [String]) throws -> [String] {
    try compile(flows).diagnostics.map { diagnostic in
      let line = Array(diagnostic.sourceLine.unicodeScalars)
      let start = min(diagnostic.column - 1, line.count)
      let end = min(start + diagnostic.length, line.count)
      let part = String(String.UnicodeScalarView(line[start..<end]))
      return "\(diagnostic.line - firstLine) \(diagnostic.severity) \(diagnostic.code.rawValue) [\(part)]"
    }
  }

  @Test("a text and a mapping that say the same become the same rule")
  func notations() throws {
    let compiled = try FlowCompilerTests.compile([
      "- priority=7,tcp,nw_dst=10.0.0.2,tp_dst=80,actions=dec_ttl,output:2",
      "- { priority: 8, match: { eth_type: ip, ip_proto: tcp, nw_dst: 10.0.0.2, tp_dst: 80 }, actions: [dec_ttl, \"output:2\"] }",
      "- { priority: 9, match: \"tcp,nw_dst=10.0.0.2,tp_dst=80\", actions: \"dec_ttl,output:2\" }",
    ])
    // The three cover one another, which is a warning.
    #expect(!compiled.diagnostics.hasErrors)
    let rules = try #require(compiled.rules["of1"])
    #expect(rules.map(\.priority) == [7, 8, 9])
    #expect(Set(rules.map(\.match)).count == 1)
    #expect(Set(rules.map(\.actions)) == [[.decrementTTL, .output(try #require(PortNumber(rawValue: 2)))]])
    #expect(rules.map(\.origin?.line) == [12, 13, 14])
    #expect(rules.first?.origin?.description == "lab.weft.yml:12")
  }

  @Test("ports are meant by name and by number")
  func ports() throws {
    let compiled = try FlowCompilerTests.compile(["- in_port=eth1,actions=output:eth2", "- in_port=2,actions=output:1"])
    #expect(compiled.diagnostics.isEmpty)
    let rules = try #require(compiled.rules["of1"])
    #expect(rules.map { $0.match.exact(.inPort) } == [1, 2])
    #expect(rules.map(\.actions) == [[.output(PortNumber(rawValue: 2)!)], [.output(PortNumber(rawValue: 1)!)]])
  }

  @Test(
    "a problem is shown at the characters that have it",
    arguments: [
      (["- priority=5,tpc,actions=drop"], ["0 error bad-flow [tpc]"]),
      (["- actions=drop", "- \"priority=70000,actions=drop\""], ["1 error bad-flow [70000]"]),
      (["- in_port=1,actions=output:9"], ["0 error bad-flow [9]"]),
      (["- { match: { eth_type: arp, tp_dst: 80 }, actions: [drop] }"], ["0 error bad-flow [tp_dst]"]),
      (["- { match: { nw_dsst: 10.0.0.1 }, actions: [drop] }"], ["0 error bad-flow [nw_dsst]"]),
      (["- { match: { eth_type: ip, nw_dst: 10.0.0.999 }, actions: [drop] }"], ["0 error bad-flow [10.0.0.999]"]),
      (["- { match: { eth_type: arp }, actions: [flood, \"output:9\"] }"], ["0 error bad-flow [9]"]),
      (
        ["- match:", "    eth_type: ip", "    nw_src: 10.0.0.300", "  actions: [\"output:1\"]"],
        ["2 error bad-flow [10.0.0.300]"]
      ),
      (
        ["- priority=70000,tpc,actions=output:9"],
        ["0 error bad-flow [70000]", "0 error bad-flow [tpc]", "0 error bad-flow [9]"]
      ),
    ])
  func places(_ flows: [String], _ expected: [String]) throws {
    #expect(try FlowCompilerTests.problems(flows) == expected)
  }

  @Test("a flow that is wrong leaves the others as they are")
  func partial() throws {
    let compiled = try FlowCompilerTests.compile(["- tpc,actions=drop", "- arp,actions=flood"])
    #expect(compiled.diagnostics.count == 1)
    #expect(compiled.rules["of1"]?.map(\.actions) == [[.flood]])
  }

  @Test("two flows of one match and priority are an error that names the first")
  func duplicates() throws {
    let flows = ["- priority=5,arp,actions=flood", "- ip,actions=drop", "- priority=5,arp,actions=drop"]
    let diagnostics = try FlowCompilerTests.compile(flows).diagnostics
    #expect(diagnostics.map(\.line) == [14])
    #expect(diagnostics.first?.severity == .error)
    #expect(diagnostics.first?.code.rawValue == "duplicate-flow")
    #expect(diagnostics.first?.message.contains("line 12") == true)
  }

  @Test("a flow that no packet can meet is a warning; one that only overlaps is not")
  func shadowed() throws {
    let flows = [
      "- priority=5,tcp,tp_dst=80,actions=drop", "- priority=9,ip,actions=drop", "- priority=1,actions=flood",
    ]
    let diagnostics = try FlowCompilerTests.compile(flows).diagnostics
    #expect(diagnostics.map(\.line) == [12])
    #expect(diagnostics.first?.severity == .warning)
    #expect(diagnostics.first?.code.rawValue == "shadowed-flow")
    #expect(diagnostics.first?.message.contains("line 13") == true)
  }

  @Test("a flow above that goes away by itself, or is in another table, covers nothing")
  func notShadowed() throws {
    let flows = [
      "- priority=5,tcp,actions=drop", "- priority=9,idle_timeout=10,ip,actions=drop",
      "- table=1,priority=9,ip,actions=drop",
    ]
    #expect(try FlowCompilerTests.compile(flows).diagnostics.isEmpty)
  }

  @Test("the three-tier example compiles, and nothing is said of it")
  func threeTier() throws {
    let root = String(
      #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/"))
    let text = try TextFile.read(root + "/topologies/three-tier.weft.yml")
    let loaded = LoadedLab(text, file: "three-tier.weft.yml")
    #expect(loaded.diagnostics.isEmpty)
    let compiled = CompiledFlows(try #require(loaded.lab), source: loaded.source)
    #expect(compiled.diagnostics.map(\.message) == [])
    #expect(compiled.rules["of1"]?.count == 15)
  }
}
