// packages: Topology
import Topology

/// A topology file: it is a lab, or there are errors, each with a place in the text.
func violation(in bytes: RawSpan) -> String? {
  let text = String(
    decoding: (0..<bytes.byteCount).map { bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }, as: UTF8.self)
  let loaded = LoadedLab(text, file: "fuzz.weft.yml")
  if (loaded.lab == nil) != loaded.diagnostics.hasErrors { return "a lab with errors, or none without" }
  if loaded.diagnostics != loaded.diagnostics.sorted() { return "diagnostics are out of order" }
  if !loaded.diagnostics.allSatisfy({ $0.line >= 1 && $0.column >= 1 && $0.length >= 1 }) {
    return "a problem is nowhere"
  }
  guard let lab = loaded.lab else { return nil }
  if !lab.actions(to: lab).isEmpty { return "a lab differs from itself" }
  if !lab.segments.flatMap(\.endpoints).allSatisfy({ lab.interface(at: $0) != nil }) { return "a link ends nowhere" }
  return nil
}

let seeds: [[UInt8]] = [
  """
  name: a
  topology:
    nodes:
      h: { kind: host, address: 10.0.0.1/24, listen: [tcp/80], gateway: 10.0.0.254 }
      s: { kind: flow-switch }
      r: { kind: router, routes: ["10.1.0.0/16 via 10.0.0.1"] }
    links:
      - endpoints: ["h:eth0", "s:eth1"]
      - { endpoints: ["s:eth2", "r:eth0"], delay: 5ms, loss: 1%, rate: 10Mbit/s, queue: 100 }
  flows:
    s:
      - priority=10,tcp,tp_dst=80,actions=drop
      - { match: { dl_type: 0x800 }, actions: [normal] }
  captures:
    - { at: ["s:*"], file: a.pcapng }
  """,
  """
  name: b
  topology:
    defaults: { kind: host }
    nodes: { a: { address: 10.0.0.1/24 }, b: { address: "fd00::2/64" } }
    links: [ { endpoints: ["a:eth0", "b:eth0"] } ]
  checks:
    - { ping: a -> b, count: 3, loss: "< 10%", within: 2s, retry: 2 }
    - { tcp: a -> b:80, expect: refused, after: { down: "a:eth0" } }
  scenario:
    - { at: 1s, down: "a:eth0" }
    - { at: 2s, up: "a:eth0" }
  """,
].map { Array($0.utf8) }
