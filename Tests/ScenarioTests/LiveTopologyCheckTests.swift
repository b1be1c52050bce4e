import Foundation
import Testing

/// The checks of the topologies folder on both engines.
@Suite("Live checks of the topologies", .serialized)
struct LiveTopologyCheckTests {
  @Test("every check of every file passes simulated and live, and the engines agree")
  func agrees() throws {
    // All at once, each with a folder of its own: they wait for packets that do not come most of their time.
    let runs = try LabBench.files(in: LabBench.topologies).map { file in
      let bench = try LabBench()
      let path = try bench.copy(file, with: LabBench.topologies)
      return (bench, path, try bench.start([bench.weftPath, "test", "--both", path], seconds: 60))
    }
    for (bench, path, running) in runs {
      let outcome = try running.finish()
      #expect(outcome.status == 0, "\(outcome)")
      let sentence = try #require(
        outcome.output.firstMatch(of: /simulated and live agree on all ([0-9]+) checks/), "\(outcome)")
      let listed = try bench.weft("test", "--list", path)
      let count = try #require(Int(sentence.1))
      #expect(count >= 5 && count == listed.output.split(separator: "\n").count, "\(listed)")
    }
    #expect(runs.count >= 7)
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
    #expect(outcome.output.contains(/ping a -> 10.1.0.9 .*failed.*passed: answered/), "\(outcome)")
  }
}
