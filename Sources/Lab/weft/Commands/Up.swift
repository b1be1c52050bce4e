import ArgumentParser
import Foundation
import Lab
import Logging
import Topology

/// Brings a lab up and keeps it running until Ctrl-C, or in the background.
struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring a lab up.",
    discussion: """
      Runs until Ctrl-C or 'weft down'; with --detach in the background. However it ends, nothing is left behind.
      """,
    aliases: ["deploy"])

  @OptionGroup var file: FileArgument
  @Flag(name: [.customShort("d"), .long], help: "Run in the background; return once the lab is up.")
  var detach = false
  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false
  @Option(
    help: "Record all that comes in from outside into this file, for 'weft replay'.", completion: .file())
  var record: String?

  func run() async throws {
    let read = try file.read()
    let target = try read.target()
    let lab = target.lab
    if detach { throw ExitCode(try Detached.start(file: read.path, isQuiet: quiet, recording: record)) }
    let started = ContinuousClock.now
    let progress = BringUpProgress(isQuiet: quiet, total: lab.nodes.count + lab.links.count)
    var logger = Logger(label: "weft", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = .warning
    let process = try await LabProcess.start(target, file: read.text.path, recording: record, logger: logger) {
      progress.step($0)
    }
    progress.finish()
    for warning in await process.warnings { Terminal.complain("warning: \(warning)") }
    if !quiet { show(lab, after: ContinuousClock.now - started) }
    try Detached.reportUp()
    let showsStatus = !quiet && !Detached.isBackground && Terminal.outputIsTerminal
    let show: @Sendable (LabStatus) -> Void = { StatusText.show($0) }
    try await process.run(status: showsStatus ? show : nil)
    if showsStatus { print() }
    if !quiet { print("lab \(lab.name) is down") }
    if !quiet, let summary = await process.recordingSummary { print(RecordText.summary(summary)) }
  }

  private func show(_ lab: ResolvedLab, after elapsed: Duration) {
    print(LabText.overview(lab))
    print("lab \(lab.name) is up in \(LabText.seconds(elapsed)) s; Ctrl-C or 'weft down \(lab.name)' ends it")
    fflush(nil)
  }
}
