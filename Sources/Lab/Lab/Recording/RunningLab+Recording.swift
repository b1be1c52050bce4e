import Controller
import Dataplane
import Foundation
import Linux
import Topology

/// Recording a lab.
extension RunningLab {
  /// Begins a recording of the lab, which is not up yet, into a file. `seed` is the engine's.
  func beginRecording(into path: String, seed: UInt64) async throws {
    let recording = try LabRecording(path: path, logger: logger)
    self.recording = recording
    await datapath.beginRecording(
      into: recording, lab: lab.name, seed: seed, realTime: Int64(SystemClock.realtime()))
  }

  /// Ends the recording, if there is one, and waits until everything is in its file.
  func endRecording() async {
    guard let recording else { return }
    self.recording = nil
    if var summary = await datapath.endRecording(at: recording.path) {
      summary.isComplete = await recording.close()
      recordingSummary = summary
    }
    recordingWaiter?.finish()
    recordingWaiter = nil
  }

  /// Records the running lab for a command, until it goes away, its time is over, or somebody ends the recording; then
  /// the command is handed the summary, as JSON.
  ///
  /// What elements have learnt is not in a recording, so they begin anew with it: switches, routers and NATs know nothing,
  /// and chance has another seed.
  func record(_ request: RecordRequest, _ writer: ControlWriter) async throws {
    try await restart(recordingInto: request.path)
    let (ended, end) = AsyncStream<Void>.makeStream()
    recordingWaiter = end
    writer.whenClosed { end.finish() }
    let timer = request.seconds.map { seconds in
      Task {
        try await Task.sleep(for: .seconds(seconds))
        end.finish()
      }
    }
    defer { timer?.cancel() }
    do { try await writer.reply(.stream) } catch { end.finish() }
    for await _ in ended {}
    await endRecording()
    if let summary = recordingSummary { try await writer.stream(Array(try JSONEncoder().encode(summary))) }
  }

  private func restart(recordingInto path: String) async throws {
    if let recording {
      throw LabError(
        .failed, "lab '\(lab.name)' is being recorded already, into \(recording.path)",
        hint: "'weft record \(lab.name) --stop' ends that")
    }
    let recording = try LabRecording(path: path, logger: logger)
    self.recording = recording
    do {
      try await datapath.restart(
        lab, source, recording, seed: UInt64(SystemClock.realtime()), realTime: Int64(SystemClock.realtime()))
      for node in lab.nodes where node.kind == .flowSwitch { try await controller.forget(node.name) }
      try await installRules()
      for node in lab.nodes where node.kind != .host { try await resumeCaptures(of: node.name) }
    } catch {
      await endRecording()
      throw error
    }
  }
}

extension Datapath {
  /// Takes every element out and puts it in anew, with its links, and begins a recording with that, all between two
  /// batches. Devices stay, and what waits in them.
  func restart(
    _ lab: ResolvedLab, _ source: SourceText, _ recording: LabRecording, seed: UInt64, realTime: Int64
  ) throws {
    settle()
    let links = try cables.values.sorted { $0.link.ends < $1.link.ends }.map { cable in
      let progress = cable.timetable?.assumeIsolated { $0.progress }
      try disconnect(cable.link)
      return (cable.link, progress)
    }
    let elements = lab.nodes.filter { nodes[$0.name] != nil }
    for node in elements { remove(node.name) }
    crank.dispatcher.random = RandomSource(seed: seed)
    beginRecording(into: recording, lab: lab.name, seed: seed, realTime: realTime)
    noteTopology(source)
    for (endpoint, device) in devices.sorted(by: { $0.key < $1.key }) { noteDevice(device, at: endpoint) }
    for node in elements { try add(node) }
    for (link, progress) in links { try connect(link, progress) }
  }
}
