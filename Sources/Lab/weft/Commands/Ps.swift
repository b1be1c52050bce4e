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
      [["LAB", "PROCESS", "UP", "NODES", "LATE", "FILE"]]
        + labs.map { lab in
          [
            lab.name, "\(lab.process)", "\(lab.uptime) s", "\(lab.nodes.count)", Ps.lateness(of: lab), lab.file,
          ]
        })
  }

  /// How late timers fire and packets are taken, all but one in a hundred: the later of the two.
  private static func lateness(of lab: LabStatus) -> String {
    guard let lateness = lab.lateness, lateness.timers.count + lateness.turns.count > 0 else { return "-" }
    let latest = max(lateness.timers.p99, lateness.turns.p99)
    return LatenessStatus.text(latest) + (lateness.isBehind ? ", fell behind" : "")
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
    return text + "\n\n" + latenessTable(status)
  }

  /// How late timers fired and how long turns took, since the lab came up.
  private static func latenessTable(_ status: LabStatus) -> String {
    guard let lateness = status.lateness else { return "" }
    var rows = [["LATENESS", "COUNT", "P50", "P99", "MAX"]]
    for (name, figures) in [("timers", lateness.timers), ("turns", lateness.turns)] {
      let values = [figures.p50, figures.p99, figures.max]
      rows.append([name, "\(figures.count)"] + values.map { figures.count > 0 ? LatenessStatus.text($0) : "-" })
    }
    return Terminal.table(rows) + (lateness.complaint.map { "\n\($0)" } ?? "")
  }
}
