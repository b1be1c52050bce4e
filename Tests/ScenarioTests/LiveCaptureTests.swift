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
}
