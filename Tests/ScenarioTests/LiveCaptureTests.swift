import Foundation
import Testing

@Suite("Live captures", .serialized)
struct LiveCaptureTests {
  @Test("the capture of the file is read back by tshark, with its interface and good checksums")
  func ofTheFile() throws {
    let bench = try LabBench()
    try bench.up(try bench.copy("chain"), lab: "chain")
    #expect(try bench.exec("chain", "h1", "ping", "-c3", "-i0.05", "-W3", "h4").status == 0)
    #expect(try bench.exec("chain", "h1", "curl", "-sS", "-m5", "http://h4/").status == 0)
    try bench.down("chain")
    let file = bench.folder.appendingPathComponent("chain.00001.pcapng").path
    let pings = try bench.run("tshark", "-r", file, "-Y", "icmp", "-T", "fields", "-e", "frame.interface_name")
    let names = pings.output.split(separator: "\n")
    #expect(names.count == 6 && names.allSatisfy { $0.contains("sw2:eth3") }, "\(pings)")
    let bad = try bench.run(
      "tshark", "-r", file, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-Y",
      "ip.checksum.status == 0 || tcp.checksum.status == 0 || icmp.checksum.status == 0")
    #expect(bad.status == 0 && bad.output.isEmpty, "\(bad)")
  }

  @Test("a live capture is read by tshark while it is written, and ends by itself after its count")
  func live() throws {
    let bench = try LabBench()
    try bench.up(try bench.copy("quickstart"), lab: "quickstart")
    let script = """
      "$0" capture quickstart 'r1:*' --filter icmp -w - -c 8 | tee live.pcapng |
      tshark -l -r - -T fields -e frame.interface_name -e icmp.type -e ip.ttl -e ip.dst
      """
    let capture = try bench.start(["sh", "-c", script, bench.weftPath])
    let file = bench.folder.appendingPathComponent("live.pcapng").path
    // The head of the file comes when the ports are tapped; traffic may begin then.
    #expect(bench.wait { (FileManager.default.contents(atPath: file) ?? Data()).count > 0 })
    #expect(try bench.exec("quickstart", "alice", "ping", "-c2", "-i0.05", "-W3", "web").status == 0)
    let read = try capture.finish()
    let once = [
      "r1:eth0\t8\t64\t203.0.113.80", "r1:eth1\t8\t63\t203.0.113.80",
      "r1:eth1\t0\t63\t10.1.0.10", "r1:eth0\t0\t62\t10.1.0.10",
    ]
    #expect(read.output.split(separator: "\n").map(String.init) == once + once, "\(read)")
    #expect(read.status == 0, "\(read)")
  }
}
