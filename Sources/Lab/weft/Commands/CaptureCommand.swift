import ArgumentParser
import Foundation
import Lab

/// Captures packets of a running lab.
struct CaptureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture",
    abstract: "Capture packets at any ports of a running lab, into a file or a pipe.",
    discussion: """
      Examples:
        weft capture quickstart 'r1:*' -w - | tshark -r -
        weft capture quickstart alice:eth0 nat1:eth1 --filter 'tcp port 80' -w web.pcapng
      Ends with Ctrl-C, after --count packets, or with the lab.
      """)

  @Argument(help: "The running lab's name.", completion: .custom { _, _, _ in LabDirectory.runningLabs() })
  var lab: String
  @Argument(help: "Ports: node:port, node:* or *:*.")
  var ports: [String]
  @Option(name: [.customShort("w"), .long], help: "The file to write; - is standard output.")
  var write = "-"
  @Option(name: .shortAndLong, help: "A filter in libpcap's language.")
  var filter: String?
  @Option(name: .shortAndLong, help: "Octets of each packet that are kept.")
  var snaplen: Int?
  @Option(name: .shortAndLong, help: "Packets after which the capture ends.")
  var count: Int?
  @Flag(help: "Write classic pcap instead of pcapng.")
  var pcap = false

  func validate() throws {
    if let snaplen, !(1...262_144).contains(snaplen) { throw ValidationError("--snaplen is 1 to 262144") }
    if let count, count < 1 { throw ValidationError("--count is 1 or more") }
  }

  func run() async throws {
    if write == "-" && Terminal.outputIsTerminal {
      throw LabError(.failed, "a capture is not for a terminal", hint: "-w FILE, or pipe it: ... -w - | tshark -r -")
    }
    let output = try CaptureCommand.open(write)
    let request = CaptureRequest(
      ports: ports, filter: filter, snapLength: snaplen, isClassic: pcap, count: count)
    signal(SIGPIPE, SIG_IGN)
    let reply = try await ControlClient(lab: lab).ask(.capture(request)) { bytes in
      do { try output.write(contentsOf: bytes) } catch { throw OutputEnded() }
    }
    guard case .stream = reply else { throw LabError(.failed, "lab '\(lab)' gave an answer of another kind") }
  }

  private static func open(_ path: String) throws -> FileHandle {
    if path == "-" { return .standardOutput }
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
    else { throw LabError(.environment, "cannot write \(path): \(unsafe String(cString: strerror(errno)))") }
    return file
  }
}

/// The reader of a pipe went away: the capture ends, and that is no failure.
struct OutputEnded: Error {}
