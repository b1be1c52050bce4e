import Testing
import Topology

@Suite("bounds on what is measured")
struct BoundTests {
  /// The bound that a capture check reads, or `nil` where it is refused.
  private func bound(_ text: String) -> Bound? {
    let loaded = LoadedLab(
      """
      name: t
      topology:
        nodes: { a: { kind: host }, b: { kind: host } }
        links: [{ endpoints: ["a:eth0", "b:eth0"] }]
      checks: [{ capture: "a:eth0", packets: \(text) }]
      """, file: "t")
    guard case .capture(let capture)? = loaded.lab?.checks.first?.subject else { return nil }
    return capture.packets
  }

  @Test("a bound contains what its comparison says, for every small number")
  func comparisons() throws {
    let rules: [(text: String, isRight: (Int, Int) -> Bool)] = [
      ("==", { $0 == $1 }), (">=", { $0 >= $1 }), ("<=", { $0 <= $1 }), (">", { $0 > $1 }), ("<", { $0 < $1 }),
    ]
    for (text, isRight) in rules {
      for limit in 1..<6 {
        let bound = try #require(self.bound("\"\(text) \(limit)\""))
        #expect(bound == self.bound("\"\(text)\(limit)\""))
        for value in 0..<10 { #expect(bound.contains(value) == isRight(value, limit), "\(value) \(text) \(limit)") }
      }
    }
    for least in 0..<5 {
      for most in least..<5 {
        let bound = try #require(self.bound("\(least)..\(most)"))
        for value in 0..<10 { #expect(bound.contains(value) == (least...most).contains(value)) }
      }
    }
    #expect(bound("3")?.text == "== 3" && bound("0")?.contains(0) == true)
  }

  @Test(
    "a bound that everything or nothing fulfils is refused", arguments: ["\">= 0\"", "\"< 0\"", "5..4", "\"> -1\""])
  func useless(_ text: String) { #expect(bound(text) == nil) }

  @Test("a bound of time is compared with durations to the nanosecond")
  func time() {
    let bound = Bound(least: nil, most: 45_000_000, text: "<= 45ms")
    #expect(bound.contains(.milliseconds(45)) && !bound.contains(.nanoseconds(45_000_001)))
    #expect(bound.contains(Duration.zero) && !bound.contains(.seconds(Int64.max)))
  }
}
