import Foundation
import Testing

/// A simulated run is a function of its file and its seed: neither the build, nor the process, nor the order in which
/// Swift hashes may be seen in it.
@Suite("the same run again")
struct DeterminismTests {
  /// The programs: the one that was built beside these tests, and the one that live tests run, where that is another.
  private static let builds: [String] = {
    let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("weft").path
    let other = ProcessInfo.processInfo.environment["WEFT_BINARY"]
    return [beside] + (other.map { [$0] } ?? [])
  }()

  /// What a run leaves behind.
  private struct Trail: Equatable {
    var digest: String
    var capture: Data
    var seen: [String]
  }

  private struct Process {
    let running: Running
    let capture: URL
    let name: String

    func finish() throws -> Trail {
      let outcome = try running.finish()
      let report = try #require(CheckedSession(outcome).reports.first, "\(outcome)")
      let digest = try #require(report.digest, "\(outcome)")
      return Trail(
        digest: digest, capture: try Data(contentsOf: capture), seen: report.results.map { "\($0) \($0.attempts)" })
    }
  }

  private func start(_ build: String, _ file: String, seed: Int, hashing: String?, in bench: LabBench) throws -> Process
  {
    try #require(FileManager.default.isExecutableFile(atPath: build), "no program at \(build)")
    let capture = bench.folder.appendingPathComponent("\(UUID().uuidString).pcapng")
    let arguments = [
      build, "test", file, "--seed", "\(seed)", "--digest", "--format", "json", "--capture", capture.path,
    ]
    let running = try bench.start(arguments, changes: ["SWIFT_DETERMINISTIC_HASHING": hashing])
    return Process(running: running, capture: capture, name: "\(build), deterministic hashing \(hashing ?? "unset")")
  }

  /// Runs a file in several processes of each build, and sees that they leave the same trail.
  private func runAll(_ file: String, in bench: LabBench) throws {
    let processes = try DeterminismTests.builds.flatMap { build in
      try [nil, "1"].map { hashing in try start(build, file, seed: 7, hashing: hashing, in: bench) }
    }
    let trails = try processes.map { try $0.finish() }
    #expect(trails[0].digest.count == 32 && trails[0].capture.count > 1000)
    for (process, trail) in zip(processes, trails) {
      #expect(trail.digest == trails[0].digest, "\(process.name)")
      #expect(trail.capture == trails[0].capture, "\(process.name): \(trail.capture.count) octets")
      #expect(trail.seen == trails[0].seen, "\(process.name)")
    }
  }

  @Test(
    "each topology has one digest and one capture, in every process and build",
    arguments: LabBench.files(in: LabBench.topologies))
  func topologies(_ file: String) throws {
    let bench = try LabBench(isLive: false)
    try runAll(try bench.copy(file, with: LabBench.topologies), in: bench)
  }

  @Test(
    "so have labs with chance, events and impatience in them",
    arguments: ["apply", "impairment", "latency", "loss", "patience", "rate", "restart-routers"])
  func scenarios(_ name: String) throws {
    let bench = try LabBench(isLive: false)
    try runAll(try bench.copy("\(name).weft.yml", with: LabBench.labs), in: bench)
  }

  @Test("so has a crowd of hosts that all do something at once")
  func crowd() throws {
    let bench = try LabBench(isLive: false)
    try runAll(try bench.write(DeterminismTests.crowd(48), as: "crowd.weft.yml"), in: bench)
  }

  @Test("another seed is another run, where chance plays a part, and the seed may stand in the file")
  func seeds() throws {
    let bench = try LabBench(isLive: false)
    let loss = try bench.copy("loss.weft.yml", with: LabBench.labs)
    let text = try String(contentsOfFile: loss, encoding: .utf8)
    let build = DeterminismTests.builds[0]
    let trails = try [7, 7, 8].map { seed in try start(build, loss, seed: seed, hashing: nil, in: bench) }
      .map { try $0.finish() }
    #expect(trails[0] == trails[1])
    #expect(trails[0].digest != trails[2].digest && trails[0].capture != trails[2].capture)
    let seeded = try bench.write(text + "\ntest: { seed: 8 }\n", as: "seeded.weft.yml")
    let outcome = try bench.start([build, "test", seeded, "--digest", "--format", "json"]).finish()
    #expect(try CheckedSession(outcome).reports.first?.digest == trails[2].digest, "\(outcome)")
  }

  /// Hosts behind switches that hang on one router, over links that lose, delay, repeat and reorder; all of them send at
  /// the same instant, by every kind of probe.
  private static func crowd(_ count: Int) -> String {
    let switches = 4
    let hosts = (0..<count).map { (name: "h\($0)", branch: $0 % switches) }
    let nodes = hosts.map { host in
      """
          \(host.name): { kind: host, address: 10.\(host.branch).0.\(10 + Int(host.name.dropFirst())!)/16, gateway: 10.\(host.branch).0.1, listen: [tcp/80, udp/7] }
      """
    }
    let branches = (0..<switches).map { "    sw\($0): { kind: \($0 == 2 ? "hub" : "switch") }" }
    let interfaces = (0..<switches).map { "eth\($0): { address: 10.\($0).0.1/16 }" }.joined(separator: ", ")
    let hostLinks = hosts.map { host in
      """
          - { endpoints: ["\(host.name):eth0", "sw\(host.branch):\(host.name)"], delay: 1ms, jitter: 300us, loss: 2%, duplicate: 1%, reorder: 2% }
      """
    }
    let upLinks = (0..<switches).map {
      """
          - { endpoints: ["r1:eth\($0)", "sw\($0):up"], rate: 50Mbit/s, queue: codel }
      """
    }
    let steps = hosts.enumerated().map { index, host in
      let peer = "h\((index * 7 + 3) % count == index ? (index + 1) % count : (index * 7 + 3) % count)"
      let traffic =
        switch index % 3 {
        case 0: "ping: \(host.name) -> \(peer), count: 5, interval: 10ms"
        case 1: "tcp: \"\(host.name) -> \(peer):80\", count: 3, interval: 5ms, bytes: 3kB"
        default: "udp: \"\(host.name) -> \(peer):7\", count: 8, interval: 3ms"
        }
      return "  - { at: 100ms, send: { \(traffic) } }"
    }
    let checks = hosts.prefix(12).map {
      "  - { at: 110ms, check: { ping: \($0.name) -> h47, count: 3, interval: 20ms, loss: \"< 100%\" } }"
    }
    return """
      name: crowd
      topology:
        nodes:
      \(nodes.joined(separator: "\n"))
      \(branches.joined(separator: "\n"))
          r1: { kind: router, interfaces: { \(interfaces) } }
        links:
      \((hostLinks + upLinks).joined(separator: "\n"))
      checks:
        - { ping: h0 -> h1, retry: 5 }
        - { http: "h3 -> http://h2/", contains: "Hello from h2", retry: 5, timeout: 10s }
      scenario:
      \((steps + checks).joined(separator: "\n"))

      """
  }
}
