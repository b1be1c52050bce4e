import Testing
import Topology
import Wire

@Suite("the labs in topologies/")
struct TopologyFilesTests {
  static let names = TestFiles.names(in: TestFiles.topologies, suffix: ".weft.yml")

  @Test("each is valid, without a warning", arguments: names)
  func valid(_ name: String) throws {
    let text = try TestFiles.text(TestFiles.topologies, name + ".weft.yml")
    let loaded = LoadedLab(text, file: name + ".weft.yml")
    #expect(loaded.diagnostics.isEmpty, Comment(rawValue: loaded.diagnostics.text()))
    #expect(loaded.lab != nil)
  }

  @Test("each begins with a comment that says what it shows", arguments: names)
  func comment(_ name: String) throws {
    #expect(try TestFiles.text(TestFiles.topologies, name + ".weft.yml").hasPrefix("# "))
  }

  @Test("there are the quickstart, its locked form, and five more")
  func count() {
    #expect(TopologyFilesTests.names.count >= 7)
    #expect(TopologyFilesTests.names.contains("quickstart") && TopologyFilesTests.names.contains("quickstart-locked"))
  }

  @Test("locking the quickstart adds one flow and touches nothing else")
  func locked() throws {
    let open = try lab(TestFiles.text(TestFiles.topologies, "quickstart.weft.yml"))
    let locked = try lab(TestFiles.text(TestFiles.topologies, "quickstart-locked.weft.yml"))
    #expect(open.name == locked.name)
    let steps = open.actions(to: locked).filter { if case .replaceChecks = $0 { false } else { true } }
    #expect(steps.map(\.description) == ["~ of1: flows +1 -0"])
  }

  @Test("in the quickstart every name leads to an address")
  func hosts() throws {
    let quickstart = try lab(TestFiles.text(TestFiles.topologies, "quickstart.weft.yml"))
    let lines = quickstart.hostsEntries.map(\.description)
    #expect(lines.contains("10.1.0.10\talice alice-eth0"))
    #expect(lines.contains("203.0.113.80\tweb web-eth0"))
    #expect(lines.contains("10.1.0.1\tr1 r1-eth0") && lines.contains("198.51.100.2\tr1-eth1"))
  }
}
