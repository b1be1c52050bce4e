import Dataplane
import FlowSwitching
import Topology

/// Carries out recorded changes on the datapath of a replay. A file says what is to be done, so nothing is taken for
/// granted: what no lab would have done is an error, never a trap. On the thread of the replay only.
final class ReplayCalls: @unchecked Sendable {
  private let datapath: Datapath
  private let outputs: ReplayOutputs
  private var lab: ResolvedLab?
  /// Devices by the numbers that the recording gave them, those included that are gone.
  private var devices: [Int: (device: ReplayDevice, endpoint: Endpoint)] = [:]

  init(_ datapath: Datapath, _ outputs: ReplayOutputs) {
    self.datapath = datapath
    self.outputs = outputs
  }

  /// The device of a number.
  func device(_ number: Int, _ reader: RecordingReader) throws -> ReplayDevice {
    guard let device = devices[number]?.device else {
      throw RecordingError.malformed(offset: reader.offset, "a packet of a device that was not added")
    }
    return device
  }

  /// The port that a device of the replay stands for.
  func name(ofDevice number: Int) -> String { devices[number]?.endpoint.description ?? "nowhere" }

  /// Does what was done then. What failed then fails again, and that is no error.
  func perform(_ call: RecordedCall, _ reader: RecordingReader) async throws {
    guard try await isPossible(call) else {
      throw RecordingError.malformed(offset: reader.offset, "a change that cannot be: \(call.summary)")
    }
  }

  private func isPossible(_ call: RecordedCall) async throws -> Bool {
    switch call {
    case .topology(let path, let text):
      lab = LoadedLab(text, file: path).lab
      return lab != nil
    case .addNode(let name):
      guard let node = lab?.node(named: name), await !datapath.has(name) else { return false }
      try? await datapath.add(node)
    case .addDevice(let number, let node, let interface):
      let endpoint = Endpoint(node: node, interface: interface)
      guard devices[number] == nil, await !datapath.has(endpoint), await !datapath.isElement(node) else { return false }
      let device = try await datapath.addReplayDevice(at: endpoint, outputs)
      outputs.name(device.context, number)
      devices[number] = (device, endpoint)
    case .removeNode(let name):
      guard await !datapath.isLinked(name) else { return false }
      await datapath.remove(name)
    case .connect(let text, let recorded):
      guard let link = RecordedLink.link(text), await datapath.canConnect(link) else { return false }
      let progress = recorded?.progress
      guard (recorded == nil) == (progress == nil) else { return false }
      try? await datapath.connect(link, progress)
    case .disconnect(let text):
      guard let link = RecordedLink.link(text) else { return false }
      try? await datapath.disconnect(link)
    case .change(let text):
      guard let link = RecordedLink.link(text) else { return false }
      try? await datapath.change(link)
    case .adjust(let name):
      guard let node = lab?.node(named: name) else { return false }
      try? await datapath.adjust(node)
    case .prepareRules(let node, let recorded):
      guard let update = recorded.update else { return false }
      try? await datapath.prepareRules(update, at: node)
    case .commitRules(let nodes): await datapath.commitRules(at: nodes)
    case .discardRules(let node): await datapath.discardRules(at: node)
    }
    return true
  }
}

extension RecordedCall {
  /// What it is about, in a few words.
  var summary: String {
    switch self {
    case .topology(let path, _): "the topology file \(path)"
    case .addNode(let name): "node \(name) comes"
    case .addDevice(_, let node, let interface): "device \(node):\(interface) comes"
    case .removeNode(let name): "node \(name) goes"
    case .connect(let text, _): "link \(text) comes"
    case .disconnect(let text): "link \(text) goes"
    case .change(let text): "link \(text) becomes another"
    case .adjust(let name): "node \(name) becomes another"
    case .prepareRules(let node, _): "rules of \(node)"
    case .commitRules(let nodes): "rules of \(nodes.joined(separator: ", "))"
    case .discardRules(let node): "rules of \(node)"
    }
  }
}
