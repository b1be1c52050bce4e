import ArgumentParser
import Lab

/// Follows a synthetic packet through a running lab.
struct Trace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Follow a synthetic packet: every element, table and rule it meets, and what became of it.",
    discussion: """
      Examples:
        weft trace quickstart alice web tcp 80
        weft trace quickstart guest 203.0.113.80 icmp
      """)

  @Argument(help: "The running lab's name.", completion: .custom { _, _, _ in LabDirectory.runningLabs() })
  var lab: String
  @Argument(help: "The host that sends.")
  var source: String
  @Argument(help: "A host's name, or an address.")
  var destination: String
  @Argument(help: "icmp, tcp or udp.", completion: .list(["icmp", "tcp", "udp"]))
  var transport = "icmp"
  @Argument(help: "The destination port, for tcp and udp.")
  var port: UInt16?
  @Option(help: "The source port, for tcp and udp.")
  var sourcePort: UInt16?
  @OptionGroup var output: FormatOption

  func validate() throws {
    guard ["icmp", "tcp", "udp"].contains(transport) else {
      throw ValidationError("'\(transport)' is not one of icmp, tcp, udp")
    }
    if transport != "icmp" && port == nil { throw ValidationError("\(transport) needs a destination port") }
  }

  func run() async throws {
    let request = TraceRequest(
      source: source, destination: destination, transport: transport, port: port, sourcePort: sourcePort)
    guard case .trace(let report) = try await ControlClient(lab: lab).ask(.trace(request)) else {
      throw LabError(.failed, "lab '\(lab)' gave an answer of another kind")
    }
    switch output.format {
    case .json: print(try Terminal.json(report))
    case .text:
      print(report.packet)
      print(Terminal.table(report.steps.map { ["  \($0.node)", $0.event, $0.packet ?? ""] }))
      print(report.verdict)
    }
    if !report.isDelivered { throw ExitCode(1) }
  }
}
