import ArgumentParser
import Lab
import Topology

/// The links of a running lab.
struct LinkCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Show the links of a running lab, and change what they do to packets.",
    subcommands: [LinkShow.self, LinkSet.self])

  /// The ports that have a link, for a shell that completes the words of a command.
  static func ports(in words: [String]) async -> [String] {
    let running = LabDirectory.runningLabs()
    guard let lab = words.first(where: running.contains) ?? (running.count == 1 ? running[0] : nil),
      case .links(let links)? = try? await ControlClient(lab: lab).ask(.links(named: nil))
    else { return [] }
    return links.flatMap { $0.directions.map(\.from) }
  }
}

/// Changes what a link does to packets.
struct LinkSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change what a link of a running lab does to packets.",
    discussion: """
      Examples:
        weft link set quickstart alice:eth0 delay=20ms jitter=2ms loss=1%
        weft link set quickstart 'r1:eth1 -- nat1:eth0' rate=10Mbit/s queue=codel
        weft link set quickstart alice:eth0 --from alice loss='{ bursts: { enter: 1%, leave: 25% } }'
        weft link set quickstart alice:eth0 down
        weft link set quickstart alice:eth0 clear
      Keys and values are those of a link in the file ('weft schema'); what is not named stays as it is. 'down' pulls the
      cable, 'up' plugs it in, 'clear' makes it a plain cable. What is on the link keeps its fate. 'weft apply' of the file
      makes the link what the file says.
      """)

  @Argument(help: "The running lab's name.", completion: .custom { _, _, _ in LabDirectory.runningLabs() })
  var lab: String
  @Argument(
    help: "The link: one of its ends, both as 'a:eth0 -- b:eth0', or a node that has only one.",
    completion: .custom { words, _, _ in await LinkCommands.ports(in: words) })
  var link: String
  @Argument(
    help: "key=value, down, up or clear.",
    completion: .custom { _, _, _ in LinkCommand.keys.map { "\($0)=" } + LinkCommand.plainWords })
  var settings: [String]
  @Option(help: "Only packets that come from this end: a node, or its node:port.")
  var from: String?
  @OptionGroup var output: FormatOption

  func run() async throws {
    let request = LinkRequest(link: link, words: settings, direction: from)
    switch try await ControlClient(lab: lab).ask(.setLink(request)) {
    case .linkChanged(let lines, let remarks):
      if !remarks.isEmpty { Terminal.complain(remarks) }
      switch output.format {
      case .json: print(try Terminal.json(lines))
      case .text: print(lines.isEmpty ? "nothing to change" : lines.joined(separator: "\n"))
      }
    case .diagnostics(let text, _):
      Terminal.complain(text)
      throw ExitCode(2)
    default: throw LabError(.failed, "lab '\(lab)' gave an answer of another kind")
    }
  }
}
