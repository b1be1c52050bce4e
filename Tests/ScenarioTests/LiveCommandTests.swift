import Foundation
import Testing

@Suite("Live commands", .serialized)
struct LiveCommandTests {
  @Test("exec passes the exit status on, and an unknown host lists those that exist")
  func exitStatus() throws {
    let bench = try LabBench()
    try bench.up(try bench.copy("office-nat"), lab: "office-nat")
    #expect(try bench.exec("office-nat", "desk1", "sh", "-c", "exit 7").status == 7)
    #expect(try bench.exec("office-nat", "desk1", "no-such-program").status == 127)
    #expect(try bench.exec("office-nat", "desk1", "/etc/passwd").status == 126)
    let unknown = try bench.exec("office-nat", "desk9", "true")
    #expect(unknown.status == 1 && unknown.errors.contains("desk1, desk2, files, inet"), "\(unknown)")
  }

  @Test("a second up of the same name is refused, and the first lab goes on")
  func secondUp() throws {
    let bench = try LabBench()
    let file = try bench.copy("office-nat")
    try bench.up(file, lab: "office-nat")
    let second = try bench.weft("up", "--detach", file)
    #expect(second.status == 1 && second.errors.contains("is running already"), "\(second)")
    #expect(try bench.exec("office-nat", "desk1", "true").status == 0)
  }

  @Test("a wrong file is refused with every problem and exit code 2")
  func wrongFile() throws {
    let bench = try LabBench()
    let file = try bench.write(
      "name: bad\ntopology:\n  nodes:\n    a: { kind: hosst }\n  links:\n    - endpoints: [\"a:eth0\", \"b:eth0\"]\n",
      as: "bad.weft.yml")
    let outcome = try bench.weft("up", file)
    #expect(outcome.status == 2 && outcome.errors.contains("2 errors"), "\(outcome)")
  }

  @Test("after kill -9 nothing is left, and the name is free")
  func killed() throws {
    let bench = try LabBench()
    let file = try bench.copy("office-nat")
    let before = try bench.machine()
    try bench.up(file, lab: "office-nat")
    _ = try bench.exec("office-nat", "desk1", "true")
    let status = try bench.weft("ps", "office-nat", "--format", "json")
    struct Status: Decodable { let process: Int32 }
    let process = try JSONDecoder().decode(Status.self, from: Data(status.output.utf8)).process
    #expect(try bench.exec("office-nat", "desk1", "iperf3", "-s", "-D").status == 0)
    bench.witness()
    #expect(bench.ownProcesses().contains { $0.command == "iperf3" })
    bench.forget("office-nat")
    #expect(kill(process, SIGKILL) == 0)
    // The end of the process closes its devices; tail waits for that end by the process's number.
    #expect(try bench.run("tail", "--pid=\(process)", "-f", "/dev/null").status == 0)
    #expect(try bench.machine() == before)
    try bench.up(file, lab: "office-nat")
    #expect(try bench.exec("office-nat", "desk1", "ping", "-c1", "-W3", "inet").status == 0)
    try bench.down("office-nat")
    #expect(try bench.machine() == before)
  }

  @Test("what a host writes and kills does not reach the machine")
  func isolation() throws {
    let bench = try LabBench()
    try bench.up(try bench.copy("office-nat"), lab: "office-nat")
    let resolver = try String(contentsOfFile: "/etc/resolv.conf", encoding: .utf8)
    let name = "weft-live-\(UUID().uuidString)"
    let script =
      "for f in /etc /tmp /root; do echo x > $f/\(name) || exit 1; done; echo x > /etc/resolv.conf; kill -9 -1; true"
    let outcome = try bench.exec("office-nat", "desk1", "sh", "-c", script)
    #expect(outcome.status == 0, "\(outcome)")
    for folder in ["/etc", "/tmp", "/root"] { #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(name)")) }
    #expect(try String(contentsOfFile: "/etc/resolv.conf", encoding: .utf8) == resolver)
    #expect(try bench.exec("office-nat", "desk2", "ping", "-c1", "-W3", "inet").status == 0)
  }

  @Test("a file in the style of containerlab comes up, and its exec lines have run")
  func containerlab() throws {
    let bench = try LabBench()
    let file = try bench.write(
      """
      name: clab
      topology:
        nodes:
          c1: { kind: linux, image: "alpine:latest", exec: ["ip addr add 10.9.0.1/24 dev eth1"] }
          c2: { kind: linux, image: "alpine:latest", exec: ["ip addr add 10.9.0.2/24 dev eth1"] }
          br: { kind: bridge }
        links:
          - endpoints: ["c1:eth1", "br:eth1"]
          - endpoints: ["c2:eth1", "br:eth2"]
      """, as: "clab.clab.yml")
    try bench.up(file, lab: "clab")
    let ping = try bench.exec("clab", "c1", "ping", "-c1", "-W3", "10.9.0.2")
    #expect(ping.status == 0, "\(ping)")
  }
}
