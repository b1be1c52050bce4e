import Foundation
import Testing

@Suite("Live apply", .serialized)
struct LiveApplyTests {
  @Test("one rule more takes port 80 from guest alone, and a running ping loses nothing")
  func locked() throws {
    let bench = try LabBench()
    let open = try bench.copy("quickstart")
    let locked = try bench.copy("quickstart-locked")
    try bench.up(open, lab: "quickstart")
    let plan = try bench.weft("plan", locked)
    #expect(plan.output.contains("of1: + priority=100,tcp,nw_src=10.1.0.66,tp_dst=80,actions=drop"), "\(plan)")
    let ping = try bench.startExec("quickstart", "alice", "ping", "-q", "-i0.01", "-c200", "-W3", "web")
    #expect(try bench.weft("apply", locked).status == 0)
    #expect(try bench.exec("quickstart", "guest", "curl", "-sS", "-m1", "http://web/").status == 28)
    #expect(try bench.exec("quickstart", "alice", "curl", "-sS", "-m5", "http://web/").status == 0)
    #expect(try bench.exec("quickstart", "guest", "ping", "-c1", "-W3", "web").status == 0)
    let trace = try bench.weft("trace", "quickstart", "guest", "web", "tcp", "80")
    #expect(trace.status == 1 && trace.output.contains("dropped by of1"), "\(trace)")
    #expect(try bench.weft("trace", "quickstart", "alice", "web", "tcp", "80").status == 0)
    #expect(try bench.weft("apply", open).status == 0)
    #expect(try bench.exec("quickstart", "guest", "curl", "-sS", "-m5", "http://web/").status == 0)
    let pinged = try ping.finish()
    #expect(pinged.output.contains("200 received, 0% packet loss"), "\(pinged)")
  }

  @Test("a thousand rules are replaced while a flood of pings and a TCP stream lose nothing")
  func thousand() throws {
    let bench = try LabBench()
    let base = try String(contentsOfFile: try bench.copy("quickstart"), encoding: .utf8)
    func rules(port: Int) -> String {
      (0..<1_000).map { "    - priority=\(1_000 + $0),udp,tp_dst=\(port + $0),actions=drop\n" }.joined()
    }
    let first = try bench.write(base + rules(port: 10_000), as: "first.weft.yml")
    let second = try bench.write(base + rules(port: 20_000), as: "second.weft.yml")
    try bench.up(first, lab: "quickstart")
    #expect(try bench.exec("quickstart", "web", "iperf3", "-s", "-1", "-D").status == 0)
    let stream = try bench.startExec("quickstart", "alice", "iperf3", "-c", "web", "-t", "2")
    let flood = try bench.startExec("quickstart", "guest", "ping", "-q", "-f", "-c2000", "web")
    let apply = try bench.weft("apply", second)
    #expect(apply.status == 0, "\(apply)")
    let flooded = try flood.finish()
    #expect(flooded.output.contains("2000 received, 0% packet loss"), "\(flooded)")
    let streamed = try stream.finish()
    #expect(streamed.status == 0, "\(streamed)")
  }
}
