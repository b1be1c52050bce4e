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

  @Test("a thousand rules that carry the traffic are replaced under it, and a flood of pings and a TCP stream go on")
  func thousand() throws {
    let bench = try LabBench()
    let base = try String(contentsOfFile: try bench.copy("quickstart"), encoding: .utf8)
    let heading = "\nflows:\n  of1:\n"
    try #require(base.contains(heading))
    func file(_ set: RuleSet, _ name: String) throws -> String {
      try bench.write(base.replacingOccurrences(of: heading, with: heading + set.text), as: name)
    }
    let old = try file(.old, "old.weft.yml")
    let new = try file(.new, "new.weft.yml")
    try bench.up(old, lab: "quickstart")
    #expect(try bench.exec("quickstart", "web", "iperf3", "-s", "-1", "-D").status == 0)
    // Fifteen seconds of each, far more than the change takes; the flood in whole rounds, so that none of its pings is
    // under way when it ends.
    let stream = try bench.startExec("quickstart", "alice", "iperf3", "-c", "web", "-t", "15", "--json")
    let rounds = """
      end=$(($(date +%s) + 15))
      while [ $(date +%s) -lt $end ]; do ping -q -f -c500 -W3 web || exit 1; done
      """
    let flood = try bench.startExec("quickstart", "guest", "sh", "-c", rounds)

    // Both kinds of traffic meet the old rules; then the rules change; then both meet the new ones, and still run.
    #expect(try bench.wait { try carried(by: .old, bench).allSatisfy { $0 > 0 } })
    let apply = try bench.weft("apply", new)
    #expect(apply.status == 0, "\(apply)")
    let first = try carried(by: .new, bench)
    #expect(try bench.wait { try zip(carried(by: .new, bench), first).allSatisfy { $0 > $1 } })
    #expect(flood.isRunning && stream.isRunning, "the traffic ended before the rules had changed")
    #expect(try carried(by: .old, bench) == [0, 0], "old rules are left")

    let flooded = try flood.finish()
    let counts = flooded.output.split(separator: "\n").filter { $0.contains("packets transmitted") }
    #expect(flooded.status == 0 && !counts.isEmpty, "\(flooded)")
    #expect(counts.allSatisfy { $0.hasPrefix("500 packets transmitted, 500 received, 0% packet loss") }, "\(flooded)")
    let streamed = try stream.finish()
    #expect(streamed.status == 0, "\(streamed)")
    let report = try JSONDecoder().decode(StreamReport.self, from: Data(streamed.output.utf8)).end
    print(
      "1,000 rules replaced under \(counts.count * 500) pings, none lost, and \(report.sent.bytes) octets of TCP, "
        + "\(report.sent.retransmits) segments sent again")
    #expect(report.sent.bytes > 0 && report.received.bytes > 0)
    let drops = try bench.weft("ps", "quickstart").output.split(separator: "\n").filter { $0.hasPrefix("of1: ") }
    #expect(!drops.contains { $0.contains("dropped") }, "\(drops)")
  }

  /// Packets that the rules of a set have carried: ICMP, then TCP.
  private func carried(by set: RuleSet, _ bench: LabBench) throws -> [UInt64] {
    struct Switch: Decodable { let rules: [Rule] }
    struct Rule: Decodable { let rule: String, packets: UInt64 }
    let flows = try bench.weft("flows", "quickstart", "--format", "json")
    let rules = try JSONDecoder().decode([Switch].self, from: Data(flows.output.utf8)).flatMap(\.rules)
    return ["icmp", "tcp"].map { transport in
      rules.filter { $0.rule.contains(",\(transport),") && $0.rule.contains(set.actions) }.reduce(0) { $0 + $1.packets }
    }
  }
}

/// A thousand rules that all match the traffic: 250 for each direction of each transport, from wide prefixes to whole
/// addresses, the narrower the more urgent. The narrowest carry it, and none hides another.
private struct RuleSet {
  let priority: Int
  let actions: String

  static let old = RuleSet(priority: 10_000, actions: "actions=normal")
  static let new = RuleSet(priority: 20_000, actions: "actions=output")

  var text: String {
    [("icmp", "10.1.0.66"), ("tcp", "10.1.0.10")].map { transport, client in
      (0..<250).map { step in
        let prefixes = (client: 8 + step / 10, web: 23 + step % 10)
        let there = "nw_src=\(client)/\(prefixes.client),nw_dst=203.0.113.80/\(prefixes.web)"
        let back = "nw_src=203.0.113.80/\(prefixes.web),nw_dst=\(client)/\(prefixes.client)"
        let beginning = "    - priority=\(priority + step),\(transport),in_port="
        return beginning + "1,\(there),\(action(to: 2))\n" + beginning + "2,\(back),\(action(to: 1))\n"
      }.joined()
    }.joined()
  }

  private func action(to port: Int) -> String { actions + (actions.hasSuffix("output") ? ":\(port)" : "") }
}

/// What iperf3 reports, in part.
private struct StreamReport: Decodable {
  struct End: Decodable {
    let sent: Sent
    let received: Received

    enum CodingKeys: String, CodingKey {
      case sent = "sum_sent"
      case received = "sum_received"
    }
  }
  struct Sent: Decodable { let bytes: Int, retransmits: Int }
  struct Received: Decodable { let bytes: Int }
  let end: End
}
