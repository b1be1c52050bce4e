import ArgumentParser
import Lab

/// Shows running labs, or one with its nodes and counters.
struct Ps: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show running labs, or one lab's nodes, ports and counters.", aliases: ["inspect"])

  @Argument(help: "The lab to show; all in short where none is named.")
  var lab: String?
  @OptionGroup var output: FormatOption

  func run() async throws {
    if let lab {
      let status = try await Ps.status(of: lab)
      print(output.format == .json ? try Terminal.json(status) : Ps.details(status))
      return
    }
    var labs: [LabStatus] = []
    for name in LabDirectory.runningLabs() {
      if let status = try? await Ps.status(of: name) { labs.append(status) }
    }
    switch output.format {
    case .json: print(try Terminal.json(labs))
    case .text: print(labs.isEmpty ? "no lab is running" : Ps.list(labs))
    }
  }

  private static func status(of lab: String) async throws -> LabStatus {
    guard case .status(let status) = try await ControlClient(lab: lab).ask(.status) else {
      throw LabError(.failed, "lab '\(lab)' gave an answer of another kind")
    }
    return status
  }

  private static func list(_ labs: [LabStatus]) -> String {
    Terminal.table(
      [["LAB", "PROCESS", "UP", "NODES", "FILE"]]
        + labs.map { [$0.name, "\($0.process)", "\($0.uptime) s", "\($0.nodes.count)", $0.file] })
  }

  private static func details(_ status: LabStatus) -> String {
    var rows = [["NODE", "KIND", "PORT", "ADDRESS", "LINKED TO", "IN", "OUT", "LOST"]]
    for node in status.nodes {
      var (name, kind) = (node.name, node.kind)
      for port in node.ports {
        rows.append([
          name, kind, port.name, port.addresses.joined(separator: " "), port.peer ?? "-", "\(port.received)",
          "\(port.sent)", "\(port.unsent)",
        ])
        (name, kind) = ("", "")
      }
    }
    var text = StatusText.line(status) + "\n" + Terminal.table(rows)
    for node in status.nodes {
      if let detail = node.detail { text += "\n\(node.name): \(detail)" }
      for drop in node.drops { text += "\n\(node.name): \(drop.count) dropped: \(drop.meaning)" }
    }
    return text
  }
}
