import Foundation
import Testing

/// Tests that say something impossible, and runs that come to no end: what weft says, and with which exit code.
@Suite("tests that are wrong, and runs without an end")
struct BadTestTests {
  private static let lab = """
    name: office
    topology:
      nodes:
        alice: { kind: host, address: 10.1.0.10/24, gateway: 10.1.0.1 }
        web: { kind: host, address: 10.2.0.80/24, gateway: 10.2.0.1, listen: tcp/80 }
        of1: { kind: flow-switch }
        r1: { kind: router, interfaces: { eth0: { address: 10.1.0.1/24 }, eth1: { address: 10.2.0.1/24 } } }
      links:
        - endpoints: ["alice:eth0", "of1:eth1"]
        - endpoints: ["of1:eth2", "r1:eth0"]
        - endpoints: ["r1:eth1", "web:eth0"]
    flows:
      of1:
        - priority=0,actions=normal

    """

  /// Runs the checks of a text in virtual time.
  private func test(_ text: String, seconds: Int = 30) throws -> Outcome {
    let bench = try LabBench(isLive: false)
    let file = try bench.write(text, as: "office.weft.yml")
    return try bench.start([bench.weftPath, "test", file], seconds: seconds).finish()
  }

  /// Runs the lab with lines more, which are wrong: the places are found, and nothing is run.
  private func refused(_ lines: String, _ messages: [String]) throws {
    let outcome = try test(BadTestTests.lab + lines)
    #expect(outcome.status == 2, "\(outcome)")
    let said = outcome.output + outcome.errors
    for message in messages { #expect(said.contains(message), "\(message)\n\(outcome)") }
    #expect(!said.contains("passed"), "\(outcome)")
  }

  @Test("a check that names an unknown host, port, element or reason is refused, with its place and the nearest name")
  func unknownNames() throws {
    try refused(
      """
      checks:
        - { ping: alise -> web }
        - { tcp: "alice -> wep:80" }
        - { capture: "r1:eth9", packets: 1 }
        - { counter: "of1:eth7 sent", packets: 1 }
        - { tcp: "alice -> web:80", expect: dropped, because: fw1 }
        - { ping: alice -> web, expect: dropped, reason: noRuote }
        - { traceroute: alice -> web, via: r2 }
        - { flow: of1, rule: "priority=7", packets: 1 }
        - { ping: alice -> web, after: { link-down: "r1:eth5" } }
      """,
      [
        "office.weft.yml:16:13: error: there is no node 'alise'", "did you mean 'alice'?",
        "office.weft.yml:17:22: error: there is no node 'wep'", "did you mean 'web'?",
        "office.weft.yml:18:", "'r1:eth9' names no port that has a link",
        "office.weft.yml:19:", "'of1:eth7' has no link", "office.weft.yml:20:", "there is no node 'fw1'",
        "office.weft.yml:21:", "'noRuote' is not a reason", "did you mean 'noRoute'?",
        "office.weft.yml:22:", "there is no node 'r2'", "office.weft.yml:23:", "'of1' has no flow that is 'priority=7'",
        "office.weft.yml:24:", "9 errors",
      ])
  }

  @Test("a check that cannot fail, and one that cannot hold, are refused and say so")
  func cannotFail() throws {
    try refused(
      """
      checks:
        - { ping: alice -> web, loss: "<= 100%" }
        - { capture: "r1:eth0", packets: ">= 0" }
        - { ping: alice -> web, latency: "< 0s" }
        - { capture: "r1:eth0", packets: 5..3 }
        - { ping: alice -> alice }
      """,
      [
        "office.weft.yml:16:", "the check cannot fail: any loss is <= 100%", "office.weft.yml:17:",
        "the check cannot fail: any number of packets is >= 0", "office.weft.yml:18:", "cannot hold",
        "office.weft.yml:19:", "office.weft.yml:20:",
      ])
  }

  @Test("a step in the past, and a check in the past, are refused, and say what they are behind")
  func past() throws {
    try refused(
      """
      checks:
        - { ping: alice -> web, at: 9s }
        - { ping: alice -> web, at: 8s }
      scenario:
        - { at: 10s, restart: r1 }
        - { at: 5s, link-down: "r1:eth1" }
      """,
      [
        "office.weft.yml:17:", "the check is at 8s, and one in front of it at 9s", "office.weft.yml:20:",
        "the step is at 5s, and the one in front of it at 10s", "write steps in the order of time", "2 errors",
      ])
  }

  @Test("a file that its own scenario applies must be there, and be one")
  func applied() throws {
    try refused(
      "scenario:\n  - { at: 1s, apply: nothing.weft.yml }\n",
      ["office.weft.yml:16:", "there is no file 'nothing.weft.yml'"])
  }

  @Test("a run that goes on past its virtual time ends there, and names who was busy")
  func virtualTime() throws {
    let outcome = try test(
      BadTestTests.lab + """
        checks:
          - { ping: alice -> web, count: 100000 }
        test: { time-max: 60s }
        """)
    #expect(outcome.status == 1, "\(outcome)")
    let said = outcome.output + outcome.errors
    #expect(said.contains("the run did not end within 60 s of virtual time"), "\(outcome)")
    #expect(said.contains(/busiest elements: .*\br1 \([0-9]+ packets/), "\(outcome)")
  }

  @Test("a run that goes on past its events ends there, and names who was busy")
  func events() throws {
    let outcome = try test(
      BadTestTests.lab + """
        checks:
          - { ping: alice -> web }
        scenario:
          - { at: 0s, send: { ping: alice -> web, count: 1000000, interval: 1ms } }
        test: { events-max: 20000 }
        """)
    #expect(outcome.status == 1, "\(outcome)")
    let said = outcome.output + outcome.errors
    #expect(said.contains("the run did not end within 20000 events"), "\(outcome)")
    #expect(said.contains(/busiest elements: .*\balice \(/), "\(outcome)")
  }

  /// Four nodes of a kind, each joined with each other, and two hosts that ping.
  private func mesh(of kind: String) -> String {
    let ends = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]
    let links = ends.map { "    - endpoints: [\"s\($0):to\($1)\", \"s\($1):to\($0)\"]" }
    let flows = "flows: { s1: [actions=flood], s2: [actions=flood], s3: [actions=flood], s4: [actions=flood] }"
    return """
      name: mesh
      topology:
        defaults: { kind: \(kind) }
        nodes:
          a: { kind: host, address: 10.1.0.1/24 }
          b: { kind: host, address: 10.1.0.2/24 }
          s1:
          s2:
          s3:
          s4:
        links:
          - endpoints: ["a:eth0", "s1:a"]
          - endpoints: ["b:eth0", "s2:b"]
      \(links.joined(separator: "\n"))
      \(kind == "flow-switch" ? flows : "")
      checks:
        - { ping: a -> b, count: 3 }
      test: { events-max: 1000000 }
      """
  }

  @Test(
    "a loop that multiplies packets is warned of, fills queues, ends the run, and is named",
    arguments: ["hub", "switch", "flow-switch"])
  func loop(_ kind: String) throws {
    let outcome = try test(mesh(of: kind))
    let said = outcome.output + outcome.errors
    #expect(outcome.status == 1, "\(outcome)")
    #expect(said.contains("did not end within 1000000 events"), "\(outcome)")
    #expect(said.contains(/packets multiply in a loop: s[1-4] → s[1-4] → .*s[1-4]\n/), "\(outcome)")
    #expect(said.contains("hint: break the loop"), "\(outcome)")
    if kind != "flow-switch" { #expect(said.contains("this link closes a loop of switches"), "\(outcome)") }
  }
}
