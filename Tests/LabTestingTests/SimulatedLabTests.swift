import Foundation
import Hosts
import Lab
import Testing
import Wire

/// Labs of the topologies folder in virtual time.
struct SimulatedLabTests {
  /// The file of that name in the topologies folder.
  static func topology(_ name: String) throws -> LabFile {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try LabFile(path: root.appendingPathComponent("topologies/\(name).weft.yml").path)
  }

  @Test("in the quickstart alice reaches web through switch, flow switch, router and NAT, in virtual time")
  func quickstart() throws {
    let file = try SimulatedLabTests.topology("quickstart")
    let web = try #require(IPAddress("203.0.113.80"))
    let lab = SimulatedLab(try file.target(), file: file.text.path, seed: 1, wantsDigest: true)
    let run = try lab.run { lab in
      let ping = try await lab.run(.ping(PingProbe(web)), from: "alice")
      var page = TCPProbe(web, port: 80)
      page.payload = Array("GET / HTTP/1.0\r\n\r\n".utf8)
      page.end = .closed
      let answer = try await lab.run(.tcp(page), from: "guest")
      let way = try await lab.run(.traceroute(TracerouteProbe(web)), from: "alice")
      return [ping, answer, way]
    }
    guard case .ping(let ping) = run.result[0], case .tcp(let page) = run.result[1],
      case .traceroute(let way) = run.result[2]
    else { throw CancellationError() }
    #expect(ping.received == 1 && ping.rejections.isEmpty)
    #expect(String(decoding: page.received, as: UTF8.self).hasSuffix("Hello from web.\n"))
    #expect(way.isReached)
    #expect(way.hops.map { $0.address?.description } == ["10.1.0.1", "198.51.100.1", "203.0.113.80"])
    #expect(run.digest?.count == 32)
  }
}
