import Foundation
import Testing

/// The checks of the topologies folder on both engines.
@Suite("Live checks of the topologies", .serialized)
struct LiveTopologyCheckTests {
  @Test(
    "every check passes simulated and live, and the engines agree", arguments: LabBench.files(in: LabBench.topologies))
  func agrees(_ file: String) throws {
    let bench = try LabBench()
    let path = try bench.copy(file, with: LabBench.topologies)
    let outcome = try bench.start([bench.weftPath, "test", "--both", path], seconds: 60).finish()
    #expect(outcome.status == 0, "\(outcome)")
    let sentence = try #require(
      outcome.output.firstMatch(of: /simulated and live agree on all ([0-9]+) checks/), "\(outcome)")
    let listed = try bench.weft("test", "--list", path)
    #expect(Int(sentence.1) == listed.output.split(separator: "\n").count, "\(listed)")
    #expect(Int(sentence.1).map { $0 >= 5 } == true)
  }

  @Test("engines that see different things are told apart: exit 1, and both sides of the check")
  func disagreement() throws {
    let bench = try LabBench()
    // A program that a host runs is there live alone.
    let file = try bench.write(
      """
      name: apart
      topology:
        nodes:
          a: { kind: host, address: 10.1.0.1/24 }
          b: { kind: host, address: 10.1.0.2/24, exec: ["ip addr add 10.1.0.9/24 dev eth0"] }
        links:
          - endpoints: ["a:eth0", "b:eth0"]
      checks:
        - { ping: a -> b }
        - { ping: a -> 10.1.0.9, timeout: 500ms }
      """, as: "apart.weft.yml")
    let outcome = try bench.start([bench.weftPath, "test", "--both", file], seconds: 60).finish()
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.output.contains("simulated and live disagree on 1 of 2 checks"), "\(outcome)")
    #expect(outcome.output.contains("1 check: 1 passed") == false)
  }
}
