import Foundation
import Lab
import LabTesting
import Testing
import Topology

@Suite("what is checked before anything is started")
struct ValidationTests {
  /// The text of a lab of two hosts at a flow switch, with `rest` behind it.
  private static func text(name: String = "pair", kind: String = "host", _ rest: String = "") -> String {
    """
    name: \(name)
    topology:
      nodes:
        a: { kind: host, address: 10.0.0.1/24 }
        b: { kind: \(kind), address: 10.0.0.2/24 }
        of1: { kind: flow-switch, controller: lab }
      links:
        - endpoints: ["a:eth0", "of1:eth1"]
        - endpoints: ["b:eth0", "of1:eth2"]
    flows:
      of1:
        - priority=1,actions=normal
    \(rest)

    """
  }

  /// What is said about a file, without the folder that it is in.
  private func said(_ rest: String, beside others: [String: String] = [:]) throws -> String {
    let folder = try TestFolder()
    for (name, text) in others { _ = try folder.write(text, as: name) }
    let path = try folder.write(ValidationTests.text(rest), as: "lab.yml")
    return try LabFile(path: path).diagnostics.text().replacing(folder.path + "/", with: "")
  }

  @Test("a filter that libpcap does not read is an error with its place, in captures and in checks")
  func filters() throws {
    let said = try said(
      """
      captures:
        - { at: ["of1:*"], filter: "tcp prot 80", file: x.pcapng }
      checks:
        - { capture: "of1:eth1", filter: icmp and, packets: 1, during: { ping: a -> b } }
        - { capture: "of1:eth1", filter: "icmp and host 10.0.0.1", packets: 1, during: { ping: a -> b } }
      """)
    #expect(
      said.hasPrefix(
        """
        lab.yml:14:31: error: the filter cannot be used: can't parse filter expression: syntax error
          14 |   - { at: ["of1:*"], filter: "tcp prot 80", file: x.pcapng }
             |                               ^~~~~~~~~~~
             = hint: filters are in libpcap's language, as "tcp port 80"; see pcap-filter(7)
        lab.yml:16:36: error: the filter cannot be used: can't parse filter expression: syntax error
          16 |   - { capture: "of1:eth1", filter: icmp and, packets: 1, during: { ping: a -> b } }
             |                                    ^~~~~~~~

        """))
    #expect(said.matches(of: /error:/).count == 2)
  }

  @Test("a flow that is added later is read before the run, in steps and in checks")
  func addedFlows() throws {
    let said = try said(
      """
      checks:
        - { ping: a -> b, after: { rule-added: { of1: "priority=9,icmp,actions=dorp" } } }
      scenario:
        - { at: 1s, rule-added: { of1: "priority=10,tcp,actions=output:7" } }
        - { at: 2s, rule-added: { of1: { priority: 11, match: { eth_tipe: arp }, actions: [drop] } } }
        - { at: 3s, rule-added: { of1: "priority=12,tcp,actions=drop" } }
      """)
    #expect(
      said.matches(of: /(?m)^lab.yml:([0-9]+):([0-9]+): error: (.*)$/).map { "\($0.1):\($0.2) \($0.3)" } == [
        "14:74 there is no action 'dorp'", "16:66 there is no port 7", "17:59 there is no field 'eth_tipe'",
      ])
  }

  @Test("a flow that its switch has by then is an error; one of a switch that another file made anew is none")
  func duplicates() throws {
    let scenario = """
      scenario:
        - { at: 1s, rule-added: { of1: "priority=9,icmp,actions=drop" } }
        - { at: 2s, rule-added: { of1: "priority=1,actions=drop" } }
        - { at: 3s, APPLY }
        - { at: 4s, rule-added: { of1: "priority=9,icmp,actions=normal" } }
      """
    let applied = scenario.replacing("APPLY", with: "apply: next.yml")
    let restarted = scenario.replacing("APPLY", with: "restart: of1")
    let next = ["next.yml": ValidationTests.text()]
    #expect(try said(applied, beside: next).matches(of: /error:/).count == 1)
    let text = try said(restarted)
    #expect(text.matches(of: /error:/).count == 2)
    #expect(text.contains("lab.yml:15:35: error: of1 has a flow of the same match and priority by then"))
    #expect(text.contains("or change the one at lab.yml:12\n"))
    #expect(text.contains("or change the one at lab.yml:14\n"))
  }

  @Test(
    "what is wrong with a file that a step applies is told with that file's path, and what is wrong of it at the step")
  func appliedFiles() throws {
    let said = try said(
      """
      scenario:
        - { at: 1s, apply: other.yml }
        - { at: 2s, apply: broken.yml }
        - { at: 3s, apply: none.yml }
        - { at: 4s, apply: short.yml }
        - { at: 5s, apply: good.yml }
        - { at: 6s, apply: broken.yml }
      """,
      beside: [
        "other.yml": ValidationTests.text(name: "other"), "broken.yml": ValidationTests.text(kind: "hots"),
        "short.yml": "name: pair", "good.yml": ValidationTests.text(),
      ])
    #expect(
      said.matches(of: /(?m)^([a-z]+.yml:[0-9]+:[0-9]+): error: (.*)$/).map { "\($0.1) \($0.2)" } == [
        "lab.yml:14:22 the file 'other.yml' is of lab 'other', and this one is 'pair'",
        "lab.yml:15:22 the file 'broken.yml' has an error", "lab.yml:16:22 there is no file 'none.yml'",
        "lab.yml:17:22 the file 'short.yml' has an error", "lab.yml:19:22 the file 'broken.yml' has an error",
        "broken.yml:5:16 'hots' is not a kind of node", "short.yml:1:1 the file has no 'topology'",
      ])
  }

  @Test("files that apply each other are read once each")
  func circle() throws {
    let said = try said(
      "scenario: [{ at: 1s, apply: back.yml }, { at: 2s, apply: lab.yml }]",
      beside: ["back.yml": ValidationTests.text("scenario: [{ at: 1s, apply: lab.yml }]")])
    #expect(said.isEmpty)
  }
}
