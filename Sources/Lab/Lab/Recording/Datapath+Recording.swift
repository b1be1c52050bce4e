import Buffers
import Dataplane
import FlowSwitching
import Foundation
import Runtime
import Topology

/// Recording what happens to a datapath.
extension Datapath {
  /// Begins to record. No element must be there: a recording begins with a lab that has no state.
  func beginRecording(into recording: LabRecording, lab: String, seed: UInt64, realTime: Int64) {
    precondition(nodes.isEmpty && cables.isEmpty, "a recording begins before the lab")
    let header = RecordingHeader(
      lab: lab, seed: seed, start: crank.dispatcher.now.nanoseconds, realTime: realTime,
      buffers: crank.dispatcher.pool.capacity)
    let recorder = recording.recorder(header)
    self.recorder = recorder
    (crank as? Worker)?.setRecorder(recorder)
  }

  /// Ends the recording, and answers what it has if its file takes all of it; `nil` where there is none.
  @discardableResult
  func endRecording(at path: String = "") -> RecordingSummary? {
    guard let recorder else { return nil }
    recorder.finish(starved: crank.dispatcher.elements.reduce(0) { $0 &+ $1.dropCount(.noBuffers) })
    self.recorder = nil
    (crank as? Worker)?.setRecorder(nil)
    for device in devices.values { stopRecording(device) }
    return RecordingSummary(
      path: path, packetsIn: recorder.inputs, packetsOut: recorder.outputs.count,
      digest: "\(recorder.outputs)", isComplete: true)
  }

  private func stopRecording(_ device: some DeviceElement) { device.assumeIsolated { $0.setRecorder(nil) } }

  /// Records a change that is about to take effect.
  func note(_ call: @autoclosure () -> RecordedCall) {
    if let recorder { recorder.call(call()) }
  }

  /// Records which topology file the names are of from now on.
  func noteTopology(_ source: SourceText) {
    note(.topology(path: source.file, text: (1...source.lineCount).map(source.line).joined(separator: "\n")))
  }

  /// Records that a device was added, and what passes it from now on.
  func noteDevice(_ device: some DeviceElement, at endpoint: Endpoint) {
    guard let recorder else { return }
    recorder.call(.addDevice(number: device.context.number, node: endpoint.node, interface: endpoint.interface))
    device.assumeIsolated { $0.setRecorder(recorder) }
  }
}

/// Rules, which come in two steps.
extension Datapath {
  /// Prepares an update of a flow switch.
  func prepareRules(_ update: RuleUpdate, at node: String) async throws {
    let element = try flowSwitch(node)
    note(.prepareRules(node: node, RecordedUpdate(update)))
    try await element.prepare(update)
  }

  /// Forgets a prepared update.
  func discardRules(at node: String) async {
    guard let element = try? flowSwitch(node) else { return }
    note(.discardRules(node))
    await element.discard()
  }
}
