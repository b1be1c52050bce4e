import Foundation
import Lab
import LabTesting
import Testing
import Topology

@Suite("what decided a packet's fate")
struct DecisionTests {
  @Test("the drop's rule is found, with its line and what is written there")
  func drop() throws {
    let decision = try #require(ReportSamples.decision(ReportSamples.dropped))
    #expect(decision.kind == .dropped)
    #expect(decision.element == "of1")
    #expect(decision.rule == "priority=200,tcp,tp_dst=443,actions=drop")
    #expect(decision.reason == "dropped by a rule")
    #expect(decision.step == 3)
    let place = try #require(decision.place)
    #expect((place.line, place.column, place.length) == (22, 7, 40))
    #expect(place.text.hasPrefix("    - priority=200,tcp,tp_dst=443,actions=drop  #"))
  }

  @Test("what arrived was let through by the last rule it met")
  func delivered() throws {
    let decision = try #require(ReportSamples.decision(ReportSamples.delivered))
    #expect(decision.sentence == "forwarded at of1 by rule priority=0,actions=normal (office.weft.yml:23)")
    #expect(decision.step == 2)
  }

  @Test("a drop without a rule is told by what was noted there, or else by its reason")
  func noRule() {
    let noted = ReportSamples.trace(
      "p", [("r1", "in  eth0"), ("r1", "no route to 192.0.2.1"), ("r1", "dropped: no route")], verdict: "",
      isDelivered: false)
    #expect(ReportSamples.decision(noted)?.sentence == "dropped at r1: no route to 192.0.2.1")
    let bare = ReportSamples.trace(
      "p", [("r1", "note of a visit before"), ("r1", "in  eth0"), ("r1", "dropped: no route")], verdict: "",
      isDelivered: false)
    #expect(ReportSamples.decision(bare)?.sentence == "dropped at r1: no route")
  }

  @Test("a drop that was answered with an error is a rejection, wherever the error went")
  func rejected() {
    let trace = ReportSamples.trace(
      "p",
      [
        ("r1", "in  eth0"), ("r1", "no route to 10.9.9.9"), ("r1", "answers 10.1.0.10: network unreachable"),
        ("r1", "dropped: no route"), ("r1", "out eth0"), ("alice", "in  eth0"), ("alice", "delivered"),
      ], verdict: "delivered to alice", isDelivered: true)
    #expect(ReportSamples.decision(trace)?.sentence == "rejected at r1: no route to 10.9.9.9")
  }

  @Test("a rule of another table keeps its table, and a file that is not at hand its line")
  func table() {
    let trace = ReportSamples.trace(
      "p", [("s", "table 3: priority=5,arp → drop (other.yml:9)"), ("s", "dropped: dropped by a rule")], verdict: "",
      isDelivered: false)
    let decision = ReportSamples.decision(trace)
    #expect(decision?.sentence == "dropped at s by rule table=3,priority=5,arp,actions=drop (other.yml:9)")
    #expect(decision?.place?.text == "")
  }

  @Test("the rule that dropped belongs to the element that dropped")
  func otherElement() {
    let trace = ReportSamples.trace(
      "p",
      [
        ("of1", "table 0: priority=0 → normal (office.weft.yml:23)"), ("of1", "out eth3"), ("r1", "in  eth0"),
        ("r1", "dropped: TTL expired"),
      ], verdict: "", isDelivered: false)
    #expect(ReportSamples.decision(trace)?.sentence == "dropped at r1: TTL expired")
  }

  @Test("a trace that shows no rule and no drop decides nothing")
  func nothing() {
    let trace = ReportSamples.trace(
      "p", [("sw1", "in  eth1"), ("sw1", "02:00:00:00:00:01 is at eth2 (not a place:x)")], verdict: "",
      isDelivered: false)
    #expect(ReportSamples.decision(trace) == nil)
  }

  @Test(
    "a place covers what is written, without dash and comment",
    arguments: [
      ("  - priority=1,actions=drop # why", 5, 23), ("a: b", 1, 4), ("", 1, 1), ("   # only", 4, 6), ("- x#y", 3, 3),
    ])
  func places(_ line: String, _ column: Int, _ length: Int) {
    let place = SourcePlace(line: 1, in: SourceText(line, file: "f"))
    #expect((place.column, place.length) == (column, length))
  }
}
