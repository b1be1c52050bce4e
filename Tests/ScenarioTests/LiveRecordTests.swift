import Foundation
import Testing

@Suite("Recording a live lab", .serialized)
struct LiveRecordTests {
  /// What `replay --format json` says.
  private struct Report: Decodable {
    let ending: String
    let digest: String
    let recordedDigest: String?
    let packetsIn: Int
    let packetsOut: Int
    let changes: Int
    let difference: Difference?

    struct Difference: Decodable {
      let kind: String
      let packet: Int
      let recorded: String?
      let replayed: String?
    }
  }

  private func replay(_ bench: LabBench, _ file: String, status: Int32 = 0) throws -> Report {
    let outcome = try bench.weft("replay", file, "--format", "json")
    try #require(outcome.status == status, "\(outcome)")
    return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
  }

  @Test("pings, a page, a trace and megabytes of TCP through the whole chain are replayed to the same digest")
  func traffic() throws {
    let bench = try LabBench()
    let file = bench.folder.appendingPathComponent("quickstart.weftrec").path
    try bench.up(try bench.copy("quickstart"), lab: "quickstart", recording: file)
    #expect(try bench.exec("quickstart", "alice", "ping", "-c5", "-i0.05", "-W3", "web").status == 0)
    #expect(try bench.exec("quickstart", "guest", "curl", "-sS", "-m5", "http://web/").status == 0)
    #expect(try bench.weft("trace", "quickstart", "guest", "web").status == 0)
    #expect(try bench.exec("quickstart", "web", "iperf3", "-s", "-1", "-D").status == 0)
    let transfer = try bench.exec("quickstart", "alice", "iperf3", "-c", "web", "-n", "16M")
    #expect(transfer.status == 0, "\(transfer)")
    try bench.down("quickstart")
    let report = try replay(bench, file)
    #expect(report.ending == "complete" && report.difference == nil && report.digest == report.recordedDigest)
    #expect(report.packetsIn > 150 && report.packetsOut > 150 && report.changes > 12)
    // Super-packets and all: what went through is in the file.
    let size = try #require(FileManager.default.attributesOfItem(atPath: file)[.size] as? Int)
    #expect(size > 4 << 20)
  }

  @Test("what is changed while it runs is replayed: links that lose, another file, a node that starts anew")
  func changes() throws {
    let bench = try LabBench()
    let topology = try bench.copy("office-nat")
    let file = bench.folder.appendingPathComponent("office.weftrec").path
    try bench.up(topology, lab: "office-nat", recording: file)
    let ping = ["ping", "-q", "-f", "-c200", "-W1", "inet"]
    #expect(try bench.exec("office-nat", "desk1", "ping", "-c2", "-i0.05", "-W3", "inet").status == 0)
    let set = try bench.weft("link", "set", "office-nat", "desk1:eth0", "delay=2ms", "jitter=1ms", "loss=20%")
    #expect(set.status == 0, "\(set)")
    let lossy = try bench.start([bench.weftPath, "exec", "office-nat", "desk1", "--"] + ping).finish()
    #expect(lossy.output.contains("packets transmitted"), "\(lossy)")
    let text = try String(contentsOfFile: topology, encoding: .utf8)
    let other = try bench.write(
      text.replacingOccurrences(of: "timeouts: { udp: 5m, tcp: 2h, icmp: 60s }", with: "timeouts: { udp: 4m }"),
      as: "other.weft.yml")
    let apply = try bench.weft("apply", other)
    #expect(apply.status == 0, "\(apply)")
    #expect(try bench.exec("office-nat", "desk2", "curl", "-sS", "-m5", "http://inet/").status == 0)
    try bench.down("office-nat")
    let report = try replay(bench, file)
    #expect(report.ending == "complete" && report.digest == report.recordedDigest && report.changes > 14)

    // The same with another loss is another run.
    var octets = try Data(contentsOf: URL(fileURLWithPath: file))
    let place = try #require(octets.range(of: Data(#"\"loss\":\"20%\""#.utf8)))
    octets.replaceSubrange(place, with: Data(#"\"loss\":\"70%\""#.utf8))
    try octets.write(to: URL(fileURLWithPath: file))
    let difference = try #require(try replay(bench, file, status: 1).difference)
    #expect(difference.packet > 4 && (difference.recorded != nil || difference.replayed != nil))
    let outcome = try bench.weft("replay", file)
    #expect(
      outcome.status == 1 && outcome.output.contains("differs first at packet \(difference.packet) "), "\(outcome)")
  }

  @Test("after kill -9 the recording is replayed as far as it goes, and the end is named")
  func killed() throws {
    let bench = try LabBench()
    let file = bench.folder.appendingPathComponent("quickstart.weftrec").path
    try bench.up(try bench.copy("quickstart"), lab: "quickstart", recording: file)
    #expect(try bench.exec("quickstart", "alice", "ping", "-c3", "-i0.05", "-W3", "web").status == 0)
    struct Status: Decodable { let process: Int32 }
    let status = try bench.weft("ps", "quickstart", "--format", "json")
    let process = try JSONDecoder().decode(Status.self, from: Data(status.output.utf8)).process
    bench.forget("quickstart")
    #expect(kill(process, SIGKILL) == 0)
    #expect(try bench.run("tail", "--pid=\(process)", "-f", "/dev/null").status == 0)
    let outcome = try bench.weft("replay", file)
    #expect(outcome.status == 2 && outcome.output.contains("the same went out"), "\(outcome)")
    #expect(outcome.output.contains("ends in the middle, at octet "), "\(outcome)")
  }

  @Test("a lab that runs is recorded from a new beginning of its elements, and goes on as before")
  func running() throws {
    let bench = try LabBench()
    try bench.up(try bench.copy("quickstart"), lab: "quickstart")
    #expect(try bench.exec("quickstart", "alice", "ping", "-c2", "-i0.05", "-W3", "web").status == 0)
    let file = bench.folder.appendingPathComponent("quickstart.weftrec").path
    let refused = try bench.weft("record", "quickstart", "-w", file)
    #expect(refused.status == 1 && refused.errors.contains("hint: --restart"), "\(refused)")
    let recording = try bench.startWeft("record", "quickstart", "-w", file, "--restart")
    #expect(bench.wait { FileManager.default.fileExists(atPath: file) })
    #expect(try bench.exec("quickstart", "alice", "ping", "-c3", "-i0.05", "-W3", "web").status == 0)
    #expect(try bench.exec("quickstart", "guest", "curl", "-sS", "-m5", "http://web/").status == 0)
    let second = try bench.weft("record", "quickstart", "-w", file + "2", "--restart")
    #expect(second.status == 1 && second.errors.contains("is being recorded already"), "\(second)")
    #expect(try bench.weft("record", "quickstart", "--stop").status == 0)
    let ended = try recording.finish()
    #expect(ended.status == 0 && ended.output.contains("packets out into \(file): digest "), "\(ended)")
    #expect(try bench.exec("quickstart", "alice", "ping", "-c2", "-i0.05", "-W3", "web").status == 0)
    let report = try replay(bench, file)
    #expect(report.ending == "complete" && report.digest == report.recordedDigest && report.packetsOut > 15)
  }

  @Test("a file that is no recording, and one that is not there, are refused with exit code 2")
  func noRecording() throws {
    let bench = try LabBench()
    let file = try bench.write("name: quickstart\n", as: "quickstart.weft.yml")
    let wrong = try bench.weft("replay", file)
    #expect(wrong.status == 2 && wrong.errors.contains("does not begin as one"), "\(wrong)")
    let missing = try bench.weft("replay", "nowhere.weftrec")
    #expect(missing.status == 2 && missing.errors.contains("nowhere.weftrec"), "\(missing)")
  }
}

extension LabBench {
  /// Brings a lab up that is recorded; it goes down with the bench.
  func up(_ file: String, lab: String, recording: String) throws {
    adopt(lab)
    let outcome = try weft("up", "--detach", "--quiet", file, "--record", recording)
    try #require(outcome.status == 0, "\(outcome)")
  }
}
