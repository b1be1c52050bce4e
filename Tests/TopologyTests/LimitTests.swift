import Testing
import Topology

@Suite("bounds on a file")
struct LimitTests {
  @Test("a file of more than 4 MiB is refused without being read")
  func size() {
    let text = String(repeating: "# long\n", count: 600_000 + 1)
    #expect(codes(text) == ["file-too-large"])
  }

  @Test("nesting is bounded, in either style", arguments: [70, 500, 5000, 200_000])
  func nesting(_ depth: Int) {
    let flow = "name: " + String(repeating: "[", count: depth)
    #expect(LoadedLab(flow, file: "t").diagnostics.hasErrors)
    #expect(codes(flow + String(repeating: "]", count: depth)).allSatisfy { $0.hasPrefix("yaml-") })
    let compact = String(repeating: "- ", count: depth) + "x"
    #expect(codes(compact).allSatisfy { $0.hasPrefix("yaml-") })
    let keys = String(repeating: "? ", count: min(depth, 500)) + "x"
    #expect(LoadedLab(keys, file: "t").diagnostics.hasErrors)
  }

  @Test("aliases cannot grow a file without bound, as values or as keys")
  func aliases() {
    var text = "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<30 {
      let item = "*a\(level - 1)"
      text += "b\(level): &a\(level) [\(Array(repeating: item, count: 10).joined(separator: ", "))]\n"
    }
    #expect(codes(text) == ["yaml-too-many-values"])
    #expect(LoadedLab(text + "? *a29\n: 1\n{*a29: 1}\n", file: "t").diagnostics.hasErrors)
  }

  @Test("as many nodes as are possible are read, and one more is refused")
  func nodes() {
    func text(_ count: Int) -> String {
      "name: t\ntopology: { nodes: {\n" + (0..<count).map { "n\($0): { kind: hub }" }.joined(separator: ",\n") + "} }"
    }
    #expect(LoadedLab(text(65_536), file: "t").lab?.nodes.count == 65_536)
    #expect(codes(text(65_537)) == ["too-many-nodes"])
  }

  @Test("a file with no end of problems is reported up to a bound")
  func problems() {
    let nodes = (0..<3000).map { "n\($0): { kind: hots }" }.joined(separator: ", ")
    let loaded = LoadedLab("name: t\ntopology: { nodes: { \(nodes) } }", file: "t")
    #expect(loaded.diagnostics.count == 201)
    #expect(loaded.diagnostics.last?.code == "too-many-problems" && loaded.lab == nil)
  }

  @Test("many duplicated keys are reported, then the first that is left")
  func duplicates() {
    let keys = (0..<30).map { "k\($0): 1\nk\($0): 2\n" }.joined()
    #expect(codes(keys) == ["duplicate-key"])
    let few = (0..<5).map { "x-k\($0): 1\nx-k\($0): 2\n" }.joined()
    #expect(codes(few).filter { $0 == "duplicate-key" }.count == 5)
  }
}
