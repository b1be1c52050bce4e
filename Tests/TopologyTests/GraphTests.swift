import Testing
import Topology
import Wire

@Suite("drawings")
struct GraphTests {
  private func small() throws -> ResolvedLab {
    try lab(
      """
      name: small
      topology:
        nodes:
          h1: { kind: host, address: 10.0.0.1/24 }
          end: { kind: router, interfaces: { eth0: { address: 10.0.0.2/24 }, eth1: { address: "fd00::1/64" } } }
          h2: { kind: host }
        links:
          - endpoints: ["h1:eth0", "end:eth0"]
          - endpoints: ["end:eth1", "h2:eth0"]
      """)
  }

  @Test("in DOT")
  func dot() throws {
    #expect(
      try DOTGraph.text(of: small()) == """
        graph "small" {
          layout=neato; overlap=false; splines=true;
          node [fontname="sans-serif", style=filled, fillcolor=white];
          edge [fontname="sans-serif", fontsize=9];
          "h1" [label="h1\\n10.0.0.1/24", shape=box];
          "end" [label="end\\neth0 10.0.0.2/24\\neth1 fd00::1/64", shape=ellipse, fillcolor=lightyellow];
          "h2" [label="h2", shape=box];
          "h1" -- "end" [taillabel="eth0", headlabel="eth0"];
          "end" -- "h2" [taillabel="eth1", headlabel="eth0"];
        }

        """)
  }

  @Test("in Mermaid, where a node may be named like a word of the language")
  func mermaid() throws {
    #expect(
      try MermaidGraph.text(of: small()) == """
        flowchart LR
          n0["h1<br/>10.0.0.1/24"]
          n1("end<br/>eth0 10.0.0.2/24<br/>eth1 fd00::1/64")
          n2["h2"]
          n0 ---|"eth0 - eth0"| n1
          n1 ---|"eth1 - eth0"| n2

        """)
  }

  @Test("as JSON, complete")
  func json() throws {
    let text = try small().json.text
    #expect(
      text.hasPrefix(#"{"name":"small","nodes":[{"name":"h1","kind":"host","interfaces":[{"name":"eth0","mac":""#))
    #expect(text.contains(#""links":[{"endpoints":["h1:eth0","end:eth0"]},{"endpoints":["end:eth1","h2:eth0"]}]"#))
  }
}
