import Topology

/// Carries out the commands of a running lab.
struct LabHandler: ControlHandler {
  let lab: LiveLab
  let end: @Sendable () -> Void

  func handle(_ request: ControlRequest, _ writer: ControlWriter) async throws {
    switch request {
    case .status: try await writer.reply(.status(await lab.status()))
    case .down:
      await lab.shutDown()
      try await writer.reply(.done)
      end()
    case .plan(let text): try await change(text, writer) { try await lab.plan($0) }
    case .apply(let text): try await change(text, writer) { try await lab.apply($0) }
    case .enter(let host): try await writer.reply(.entrance(try await lab.enter(host)))
    case .capture(let request): try await lab.capture(request, writer)
    case .trace(let request): try await writer.reply(.trace(try await lab.trace(request)))
    default: throw LabError(.failed, "NOT YET")
    }
  }

  private func change(
    _ text: TopologyText, _ writer: ControlWriter, _ body: (ResolvedLab) async throws -> [String]
  ) async throws {
    let file = LabFile(text, shownAs: text.path)
    guard let lab = file.loaded.lab else {
      return try await writer.reply(
        .diagnostics(text: file.loaded.diagnostics.text(), json: "\(file.loaded.diagnostics.json)"))
    }
    try await writer.reply(.changes(try await body(lab)))
  }
}
