import ArgumentParser
import Lab

/// Shows links with their conditions and counters.
struct LinkShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the links of a running lab: their ends, conditions and counters.",
    discussion: """
      Examples:
        weft link show quickstart
        weft link show quickstart alice:eth0
      """)

  @Argument(
    help: "The running lab's name; may be left out where one lab runs.",
    completion: .custom { _, _, _ in LabDirectory.runningLabs() })
  var lab: String?
  @Argument(
    help: "One link, in detail: one of its ends, both as 'a:eth0 -- b:eth0', or a node that has only one.",
    completion: .custom { words, _, _ in await LinkCommands.ports(in: words) })
  var link: String?
  @OptionGroup var output: FormatOption

  func run() async throws {
    let name = try LabArgument.resolve(lab)
    guard case .links(let links) = try await ControlClient(lab: name).ask(.links(named: link)) else {
      throw LabError(.failed, "lab '\(name)' gave an answer of another kind")
    }
    switch output.format {
    case .json: print(try Terminal.json(links))
    case .text:
      if links.isEmpty {
        print("lab \(name) has no links")
      } else {
        print(link == nil ? LinkShow.table(links) : links.map(LinkShow.detail).joined(separator: "\n"))
      }
    }
  }

  /// All links, two lines each.
  private static func table(_ links: [LinkStatus]) -> String {
    var rows = [["LINK", "FROM", "STATE", "PACKETS", "OCTETS", "LOST", "DROPPED", "QUEUE", "CONDITIONS"]]
    for link in links {
      var name = link.link
      for direction in link.directions {
        rows.append([
          name, direction.from, direction.isUp ? "up" : "down", "\(direction.packets)", "\(direction.octets)",
          "\(direction.lost)", "\(direction.dropped)", "\(direction.queuePackets)", direction.conditionsText,
        ])
        name = ""
      }
      if let schedule = link.schedule {
        rows.append([String](repeating: "", count: rows[0].count - 1) + ["schedule: \(schedule)"])
      }
    }
    return Terminal.table(rows)
  }

  /// One link with all its counters.
  private static func detail(_ link: LinkStatus) -> String {
    var lines = [link.link]
    if let schedule = link.schedule { lines.append("  schedule: \(schedule)") }
    for direction in link.directions {
      lines.append("  from \(direction.from), \(direction.isUp ? "up" : "down"): \(direction.conditionsText)")
      lines.append(
        Terminal.table([
          [
            "    arrived", "\(direction.packets) packets, \(direction.octets) octets; on the way \(direction.inFlight)",
          ],
          ["    lost", "\(direction.lost); while the link was down \(direction.downDrops)"],
          [
            "    queue",
            "\(direction.queuePackets) packets, \(direction.queueOctets) octets; "
              + "at most \(direction.queuePacketsMax) packets, \(direction.queueOctetsMax) octets",
          ],
          [
            "    dropped",
            "queue full \(direction.queueDrops), CoDel \(direction.managedDrops), "
              + "too many on the way \(direction.flightDrops)",
          ],
          [
            "    altered",
            "duplicated \(direction.duplicated), corrupted \(direction.corrupted), ahead of others \(direction.reordered)",
          ],
        ]))
    }
    return lines.joined(separator: "\n")
  }
}

extension LinkDirectionStatus {
  /// Packets that the link had no room or no signal for.
  fileprivate var dropped: UInt64 { queueDrops + managedDrops + flightDrops + downDrops }
}
