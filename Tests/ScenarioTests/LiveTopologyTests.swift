import Foundation
import Testing

/// What programs must be able to do in one of the repository's topologies.
struct Way: CustomStringConvertible, Sendable {
  let topology: String
  var pings: [[String]] = []
  var pages: [[String]] = []
  var transfer: [String] = []
  /// Who asks, whom, and for which name.
  var dig: [String] = []

  var description: String { topology }

  static let all = [
    Way(
      topology: "quickstart", pings: [["alice", "web"], ["guest", "web"], ["alice", "guest"]],
      pages: [["alice", "web"], ["guest", "web"]], transfer: ["alice", "web"], dig: ["alice", "web", "guest"]),
    Way(
      topology: "quickstart-locked", pings: [["guest", "web"]], pages: [["alice", "web"]], transfer: ["guest", "web"],
      dig: ["guest", "web", "alice"]),
    Way(
      topology: "office-nat", pings: [["desk1", "inet"], ["desk2", "files"]],
      pages: [["desk1", "inet"], ["desk2", "files"], ["inet", "203.0.113.2:8080"], ["desk1", "203.0.113.2:8080"]],
      transfer: ["desk1", "inet"], dig: ["desk2", "inet", "files"]),
    Way(
      topology: "vlans", pings: [["dev1", "dev2"], ["ops1", "ops2"], ["dev1", "ops2"], ["ops1", "dev2"]],
      pages: [["dev1", "dev2"], ["dev1", "ops2"]], transfer: ["dev1", "ops2"],
      dig: ["dev1", "ops2", "dev2"]),
    Way(
      topology: "three-tier", pings: [["client", "web"], ["web", "db"]], pages: [["client", "web"]],
      transfer: ["client", "web"], dig: ["client", "web", "db"]),
    Way(
      topology: "dual-stack", pings: [["h1", "h3"], ["h2", "h4"]], pages: [["h1", "h3"]], transfer: ["h1", "h3"],
      dig: ["h1", "h3", "h4"]),
    Way(
      topology: "chain", pings: [["h1", "h4"], ["h3", "h2"]], pages: [["h1", "h4"], ["h4", "h2"]],
      transfer: ["h1", "h4"], dig: ["h2", "h4", "h3"]),
  ]
}

@Suite("Live topologies", .serialized)
struct LiveTopologyTests {
  @Test("ping, curl, iperf3 and dig pass, and the machine is left as it was", arguments: Way.all)
  func passes(_ way: Way) throws {
    let bench = try LabBench()
    let lab = way.topology.hasPrefix("quickstart") ? "quickstart" : way.topology
    let before = try bench.machine()
    try bench.up(try bench.copy(way.topology), lab: lab)
    for pair in way.pings {
      let ping = try bench.exec(lab, pair[0], "ping", "-c2", "-i0.05", "-W3", pair[1])
      #expect(ping.status == 0, "\(ping)")
    }
    for pair in way.pages {
      let curl = try bench.exec(lab, pair[0], "curl", "-sS", "-m", "5", "http://\(pair[1])/")
      #expect(curl.status == 0 && curl.output.contains("Hello"), "\(curl)")
    }
    for transport in way.dig.isEmpty ? [] : ["+notcp", "+tcp"] {
      let dig = try bench.exec(
        lab, way.dig[0], "dig", "+short", "+time=3", transport, "@\(way.dig[1])", "\(way.dig[2])", "A")
      #expect(dig.status == 0 && dig.output.split(separator: ".").count == 4, "\(dig)")
    }
    if !way.transfer.isEmpty {
      let server = try bench.exec(lab, way.transfer[1], "iperf3", "-s", "-1", "-D")
      #expect(server.status == 0, "\(server)")
      let client = try bench.exec(lab, way.transfer[0], "iperf3", "-c", way.transfer[1], "-t", "1")
      #expect(client.status == 0 && client.output.contains("receiver"), "\(client)")
    }
    // A program that goes on in a host goes with the lab.
    #expect(try bench.exec(lab, way.pings[0][0], "iperf3", "-s", "-p", "5999", "-D").status == 0)
    #expect(bench.ownProcesses().contains { $0.command == "iperf3" })
    try bench.down(lab)
    #expect(try bench.machine() == before)
  }

  @Test("every topology of the repository is among those that are driven")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: LabBench.topologies.path)
    let names = files.filter { $0.hasSuffix(".weft.yml") }.map { String($0.dropLast(9)) }
    #expect(names.sorted() == Way.all.map(\.topology).sorted())
  }

  @Test("both versions of IP pass a link of a smaller MTU")
  func smallerMTU() throws {
    let bench = try LabBench()
    try bench.up(try bench.copy("dual-stack"), lab: "dual-stack")
    for version in ["-4", "-6"] {
      let ping = try bench.exec("dual-stack", "h1", "ping", version, "-c3", "-i0.1", "-W3", "-s", "600", "h3")
      #expect(ping.status == 0, "\(ping)")
    }
    let fragmented = try bench.exec("dual-stack", "h1", "ping", "-4", "-M", "dont", "-c1", "-W3", "-s", "1472", "h3")
    #expect(fragmented.status == 0, "\(fragmented)")
  }

  @Test("rules keep client and db apart")
  func tiers() throws {
    let bench = try LabBench()
    try bench.up(try bench.copy("three-tier"), lab: "three-tier")
    #expect(try bench.exec("three-tier", "client", "ping", "-c1", "-W1", "db").status == 1)
  }
}
