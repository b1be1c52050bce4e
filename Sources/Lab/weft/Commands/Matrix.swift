import ArgumentParser
import Foundation
import Lab
import LabTesting
import Topology

/// Shows who reaches whom in a lab. `Run` is what tries the pairs of one file.
struct Matrix<Run: MatrixRunning>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "matrix",
      abstract: "Show who reaches whom: every host asks every other.",
      discussion: """
        Examples:
          weft matrix office.weft.yml --ping --tcp 22,80,443
          weft matrix office.weft.yml --tcp 80 --compare office-locked.weft.yml
        Without --ping, --tcp and --udp hosts are pinged. With --compare only what differs in the second file is \
        shown, and the exit code is 1 where something does.
        """)
  }

  @OptionGroup var file: FileArgument
  @Flag(help: "Ping.")
  var ping = false
  @Option(help: ArgumentHelp("TCP ports, with commas between them.", valueName: "ports"))
  var tcp: PortList = PortList()
  @Option(help: ArgumentHelp("UDP ports, with commas between them.", valueName: "ports"))
  var udp: PortList = PortList()
  @Option(
    help: ArgumentHelp("Another version of the lab: show only what is different there.", valueName: "file"),
    completion: .file(extensions: ["yml", "yaml"]))
  var compare: String?
  @Flag(help: "Run live: real sockets in network namespaces.")
  var live = false
  @Option(help: "The seed of chance in the run. (default: the file's, or 1)")
  var seed: UInt64?
  @OptionGroup var output: FormatOption

  init() {}

  func run() async throws {
    let maker = MatrixMaker<Run>(isLive: live, options: MatrixOptions(seed: seed, probes: probes))
    let matrix = try await maker.matrix(of: try file.read())
    guard let compare else {
      print(try MatrixOutput.text(matrix, output.format), terminator: "")
      return
    }
    let other = try LabFile(path: compare)
    _ = try other.target()
    Terminal.show(other.diagnostics)
    let comparison = MatrixComparison(before: matrix, after: try await maker.matrix(of: other))
    switch output.format {
    case .json: print(try ReportJSON.text(comparison))
    case .text: print(comparison.text(.output()), terminator: "")
    }
    if !comparison.isEmpty { throw ExitCode(1) }
  }

  private var probes: [Probe] {
    let ports = tcp.ports.map(Probe.tcp) + udp.ports.map(Probe.udp)
    return ping || ports.isEmpty ? [.ping] + ports : ports
  }
}

/// Pings from every host to every other. `Run` is what tries the pairs of one file.
struct PingAll<Run: MatrixRunning>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "pingall",
      abstract: "Ping from every host to every other.",
      discussion: "Exit code 1 where a ping is not answered.")
  }

  @OptionGroup var file: FileArgument
  @Flag(help: "Run live: real sockets in network namespaces.")
  var live = false
  @Option(help: "The seed of chance in the run. (default: the file's, or 1)")
  var seed: UInt64?
  @OptionGroup var output: FormatOption

  init() {}

  func run() async throws {
    let maker = MatrixMaker<Run>(isLive: live, options: MatrixOptions(seed: seed, probes: [.ping]))
    let matrix = try await maker.matrix(of: try file.read())
    print(try MatrixOutput.text(matrix, output.format), terminator: "")
    if !matrix.isComplete { throw ExitCode(1) }
  }
}

/// Has a matrix made, and shows how far it is.
private struct MatrixMaker<Run: MatrixRunning> {
  let isLive: Bool
  let options: MatrixOptions

  func matrix(of file: LabFile) async throws -> ReachabilityMatrix {
    let progress = RunProgressLine()
    defer { progress.finish() }
    let run = try Run(file: file, options: options)
    return isLive
      ? try await run.live(progress: progress.handler) : try run.simulated(progress: progress.handler)
  }
}

private enum MatrixOutput {
  static func text(_ matrix: ReachabilityMatrix, _ format: OutputFormat) throws -> String {
    switch format {
    case .json: try ReportJSON.text(matrix) + "\n"
    case .text: matrix.text(.output())
    }
  }
}
