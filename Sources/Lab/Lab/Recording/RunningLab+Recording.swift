import Linux
import Topology

/// Recording a lab from its beginning.
extension RunningLab {
  /// Begins a recording of the lab, which is not up yet, into a file. `seed` is the engine's.
  func beginRecording(into path: String, seed: UInt64) async throws {
    let recording = try LabRecording(path: path, logger: logger)
    self.recording = recording
    await datapath.beginRecording(
      into: recording, lab: lab.name, seed: seed, realTime: Int64(SystemClock.realtime()))
  }

  /// Ends the recording, and waits until everything is in its file.
  func endRecording() async {
    guard let recording else { return }
    self.recording = nil
    guard var summary = await datapath.endRecording(at: recording.path) else { return }
    summary.isComplete = await recording.close()
    recordingSummary = summary
  }
}
