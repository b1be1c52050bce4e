import Foundation
import LabTesting
import Testing

@Suite("who reaches whom")
struct MatrixTests {
  static let hosts = ["alice", "guest", "web"]
  static let probes: [Probe] = [.ping, .tcp(22), .tcp(443)]

  /// The office with its broken rule, or without it.
  static func office(isBroken: Bool, file: String = "office.weft.yml") -> ReachabilityMatrix {
    matrix(hosts: hosts, probes: probes, file: file) { from, to, probe in
      if probe == .tcp(443), isBroken, to == "web" || from == "web" {
        return Reach(.dropped, decision: ReportSamples.decision(ReportSamples.dropped))
      }
      if probe == .ping && from == "web" { return Reach(.undecided, problem: "the run reached its bound") }
      if probe == .tcp(22) && to == "guest" {
        return Reach(.rejected, decision: Decision(.rejected, by: "r1", reason: "no route"))
      }
      if probe == .ping || to == "web" && probe == .tcp(443) { return Reach(.reachable) }
      return Reach(.refused)
    }
  }

  static func matrix(
    hosts: [String], probes: [Probe], file: String = "lab.weft.yml", _ reach: (String, String, Probe) -> Reach
  ) -> ReachabilityMatrix {
    var entries: [ReachabilityMatrix.Entry] = []
    for from in hosts {
      for to in hosts where to != from {
        for probe in probes { entries.append(.init(from: from, to: to, probe: probe, reach: reach(from, to, probe))) }
      }
    }
    return ReachabilityMatrix(
      lab: "office", file: file, engine: .simulated, seed: 1, duration: .milliseconds(12), hosts: hosts, probes: probes,
      entries: entries)
  }

  @Test("a table with a legend, and a reason for each pair")
  func table() throws { try ReportGolden.expect(MatrixTests.office(isBroken: true).text(), equals: "matrix.txt") }

  @Test("a wide lab is split, and its columns have numbers")
  func wide() throws {
    let hosts = (1...14).map { "workstation-\($0)" }
    let matrix = MatrixTests.matrix(hosts: hosts, probes: [.ping, .tcp(80)]) { from, to, probe in
      Reach(from == "workstation-3" && probe == .tcp(80) ? .dropped : .reachable)
    }
    let text = matrix.text(ReportStyle(width: 60))
    try ReportGolden.expect(text, equals: "matrix-wide.txt")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 60 })
  }

  @Test("a lab of hundreds of hosts is told host by host, and only what is missing")
  func large() {
    let hosts = (1...300).map { "h\($0)" }
    let matrix = MatrixTests.matrix(hosts: hosts, probes: [.ping]) { from, to, _ in
      Reach(from == "h7" && to != "h300" ? .dropped : .reachable)
    }
    let lines = matrix.text().split(separator: "\n")
    #expect(
      lines == [
        "office (lab.weft.yml), simulated, seed 1",
        "  h7 ping: 1 of 299; not h1, h2, h3, h4, h5, h6 and 292 more",
        "89402 of 89700 answered in 12 ms of virtual time",
      ])
  }

  @Test("colours add nothing but escape sequences")
  func colours() {
    let matrix = MatrixTests.office(isBroken: true)
    let plain = matrix.text(ReportStyle(isColoured: true)).replacing(#/\u{1b}\[[0-9;]*m/#, with: "")
    #expect(plain == matrix.text())
  }

  @Test("two versions of a lab: only what differs")
  func comparison() throws {
    let comparison = MatrixComparison(
      before: MatrixTests.office(isBroken: false, file: "before.weft.yml"), after: MatrixTests.office(isBroken: true))
    try ReportGolden.expect(comparison.text(), equals: "matrix-comparison.txt")
    #expect(!comparison.isEmpty)
  }

  @Test("a version compared with itself has no difference, wherever its rules are written")
  func same() {
    var other = MatrixTests.office(isBroken: true, file: "other.weft.yml")
    for index in other.entries.indices { other.entries[index].reach.decision?.place?.line += 3 }
    let comparison = MatrixComparison(before: MatrixTests.office(isBroken: true), after: other)
    #expect(comparison.isEmpty)
    #expect(comparison.text() == "office.weft.yml → other.weft.yml: no difference in 18 probes\n")
  }

  @Test("hosts that one version does not have are named, not compared")
  func otherHosts() {
    let open: (String, String, Probe) -> Reach = { _, _, _ in Reach(.reachable) }
    let comparison = MatrixComparison(
      before: MatrixTests.matrix(hosts: ["a", "b", "c"], probes: [.ping], open),
      after: MatrixTests.matrix(hosts: ["a", "b", "d"], probes: [.ping], open))
    #expect((comparison.removedHosts, comparison.addedHosts) == (["c"], ["d"]))
    #expect(comparison.compared == 2)
    #expect(!comparison.isEmpty)
  }

  @Test("another element that stops it is a difference")
  func otherElement() {
    func stopped(by element: String) -> ReachabilityMatrix {
      MatrixTests.matrix(hosts: ["a", "b"], probes: [.udp(53)]) { _, _, _ in
        Reach(.dropped, decision: Decision(.dropped, by: element, reason: "denied"))
      }
    }
    let comparison = MatrixComparison(before: stopped(by: "fw1"), after: stopped(by: "fw2"))
    #expect(
      comparison.differences.map(\.text).first == "a -> b udp/53: dropped at fw1: denied → dropped at fw2: denied")
  }

  @Test("a matrix is read back as it was written, with probes as text")
  func json() throws {
    let matrix = MatrixTests.office(isBroken: true)
    let text = try ReportJSON.text(matrix)
    #expect(text.contains(#""probe" : "tcp/443""#))
    let read = try JSONDecoder().decode(ReachabilityMatrix.self, from: Data(text.utf8))
    #expect(try ReportJSON.text(read) == text)
    #expect(read.text() == matrix.text())
  }

  @Test(
    "a probe is ping, or tcp or udp and a port",
    arguments: [
      ("ping", true), ("tcp/1", true), ("udp/65535", true), ("tcp/0", false), ("tcp/65536", false), ("tcp", false),
      ("icmp/1", false), ("tcp/1/2", false), ("", false),
    ])
  func probes(_ text: String, _ isOne: Bool) { #expect(Probe(text)?.description == (isOne ? text : nil)) }

  @Test("a lab with one host has nothing to try")
  func alone() {
    let matrix = MatrixTests.matrix(hosts: ["a"], probes: [.ping]) { _, _, _ in Reach(.reachable) }
    #expect(matrix.text().hasSuffix("no pair of hosts to try\n"))
    #expect(matrix.isComplete)
  }
}
