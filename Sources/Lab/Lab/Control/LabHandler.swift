import Topology

/// Carries out the commands of a running lab.
struct LabHandler: ControlHandler {
  let process: LabProcess
  let end: @Sendable () -> Void

  private var lab: RunningLab { process.lab }

  func handle(_ request: ControlRequest, _ writer: ControlWriter) async throws {
    switch request {
    case .status: try await writer.reply(.status(await lab.status()))
    case .down:
      await process.shutDown()
      try await writer.reply(.done)
      end()
    case .plan(let text): try await change(text, writer) { try await lab.plan($0) }
    case .apply(let text): try await change(text, writer) { try await lab.apply($0) }
    case .flows(let node): try await writer.reply(.flows(try await lab.flows(of: node)))
    case .enter(let host): try await writer.reply(.entrance(try await process.hosts.enter(host, of: lab.lab)))
    case .capture(let request): try await lab.capture(request, writer)
    case .trace(let request): try await writer.reply(.trace(try await lab.trace(request)))
    case .record(let request): try await lab.record(request, writer)
    case .endRecording:
      await lab.endRecording()
      try await writer.reply(.done)
    case .links(let name): try await writer.reply(.links(try await lab.links(named: name)))
    case .setLink(let request): try await setLink(request, writer)
    }
  }

  private func setLink(_ request: LinkRequest, _ writer: ControlWriter) async throws {
    do {
      let (lines, remarks) = try await lab.setLink(request)
      try await writer.reply(.linkChanged(lines: lines, remarks: remarks.text()))
    } catch let error as InvalidFile {
      try await writer.reply(.diagnostics(text: error.diagnostics.text(), json: "\(error.diagnostics.json)"))
    }
  }

  private func change(
    _ text: TopologyText, _ writer: ControlWriter, _ body: (LabTarget) async throws -> [String]
  ) async throws {
    do {
      try await writer.reply(.changes(try await body(try LabFile(text, shownAs: text.path).target())))
    } catch let error as InvalidFile {
      try await writer.reply(.diagnostics(text: error.diagnostics.text(), json: "\(error.diagnostics.json)"))
    }
  }
}
