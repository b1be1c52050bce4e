public import Topology

/// The links of a running lab, by the names that people give them.
extension RunningLab {
  /// How links are: the one of that name, or all, in the order of the file.
  public func links(named name: String?) async throws -> [LinkStatus] {
    let links = try name.map { [try link(named: $0)] } ?? lab.links
    return try await datapath.status(of: links)
  }

  /// Sets what a command says of a link. What is on the link keeps its fate, and other links are not touched. Answers a
  /// line for each thing that changed, and what there is to say about the words; throws ``InvalidFile`` where they are
  /// wrong.
  public func setLink(_ request: LinkRequest) async throws -> (lines: [String], remarks: [Diagnostic]) {
    let link = try await datapath.link(at: try link(named: request.link).first)
    let command = LinkCommand(request.words, from: request.direction, on: link)
    guard let change = command.change else { throw InvalidFile(diagnostics: command.diagnostics) }
    return (try await self.change(at: link.first, by: change), command.diagnostics)
  }

  /// Sets something of the link at a port, told from there. Answers a line about what changed; none where it was so already.
  @discardableResult
  public func change(at end: Endpoint, by change: LinkChange) async throws -> [String] {
    guard let index = lab.links.firstIndex(where: { $0.ends.contains(end) }) else {
      throw unknownLink("at \(end)", among: lab.links)
    }
    let (old, new) = try await datapath.change(at: end, by: change)
    lab.links[index] = change.applied(to: lab.links[index], at: end)
    return old == new ? [] : ["\(LabAction.changeLink(from: old, to: new))"]
  }

  /// The link that a person means: by one of its ends, `alice:eth0`, by both, `alice:eth0 -- sw1:eth1`, or by nodes where
  /// that is enough. It is told from the end that is named first.
  func link(named name: String) throws -> ResolvedLink {
    let ends = LinkName(name)
    let found = lab.links.flatMap { [$0, $0.reversed] }.filter(ends.means)
    if found.count == 1 { return found[0] }
    if let first = found.first, Set(found.map(\.ends)).count == 1 { return first }
    if found.isEmpty { throw unknownLink(name, among: lab.links) }
    throw LabError(
      .failed, "'\(name)' names \(Set(found.map(\.ends)).count) links",
      hint: "name the port too: " + Suggestion.listed(found.map { "\($0.first)" }))
  }

  private func unknownLink(_ name: String, among links: [ResolvedLink]) -> LabError {
    LabError(
      .failed, "no link named '\(name)'",
      hint: links.isEmpty ? "the lab has no links" : "there are: " + Suggestion.listed(links.map(\.description)))
  }
}

/// What a person calls a link.
struct LinkName {
  private let ends: [String]

  init(_ name: String) {
    var pieces = [Substring(name)]
    if let middle = name.firstRange(of: " -- ") ?? name.firstRange(of: "--") {
      pieces = [name[..<middle.lowerBound], name[middle.upperBound...]]
    }
    ends = pieces.map { piece in
      String(piece.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// True where the link, told from its first end, is so called.
  func means(_ link: ResolvedLink) -> Bool {
    zip(ends, [link.first, link.second]).allSatisfy { name, end in name == end.node || name == end.description }
  }
}
