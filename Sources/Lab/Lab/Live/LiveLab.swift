import Controller
import Foundation
import Linux
import Logging
import Runtime
public import Topology

/// A lab that runs on this machine, on the live engine.
public actor LiveLab {
  let datapath: Datapath
  let controller: RuleController
  let file: String
  let started = ContinuousClock.now
  private let lock: LabLock
  private var hosts: [String: LiveHost] = [:]
  var listeners: [String: HostListeners] = [:]
  /// Captures that run, those of commands among them.
  var openCaptures: [CaptureTask] = []
  var fileCaptures: [FileCapture] = []
  let logger: Logger
  private var lastTraceID: UInt16 = 0
  private var isDown = false
  /// What went wrong on the way up without being in the way: `exec` lines that failed.
  public internal(set) var warnings: [String] = []
  /// The lab as it runs now.
  public internal(set) var lab: ResolvedLab

  /// Brings a lab up. `progress` is told of each thing that is up. On an error everything made so far is gone again.
  init(
    _ target: LabTarget, file: String, lock: LabLock, logger: Logger, progress: @Sendable (String) -> Void = { _ in }
  ) async throws {
    let lab = target.lab
    let worker: Worker
    do {
      worker = try Worker(seed: UInt64(SystemClock.realtime()))
    } catch {
      throw LabError(.environment, "cannot start the packet worker: \(error)")
    }
    datapath = Datapath(worker: worker)
    controller = RuleController(installer: DatapathInstaller(datapath: datapath))
    self.file = file
    self.lock = lock
    self.logger = logger
    self.lab = lab
    do {
      await datapath.start()
      for node in lab.nodes {
        try await add(node)
        progress(node.name)
      }
      for link in lab.links {
        try await datapath.connect(link)
        progress("\(link)")
      }
      try await installFlows(target)
      try configureHosts(lab.nodes)
      try await beginCaptures(lab.captures)
      try await openListeners(of: lab.nodes)
      warnings = try await runLines(of: lab.nodes)
    } catch {
      await shutDown()
      throw error
    }
  }

  /// Takes the lab down: nothing of it is left.
  func shutDown() async {
    if isDown { return }
    isDown = true
    for host in hosts.values { host.programs.stop() }
    for listener in listeners.values { await listener.close() }
    await endCaptures(fileCaptures.map(\.spec))
    for capture in openCaptures { capture.stop() }
    listeners = [:]
    await datapath.shutDown()
    hosts = [:]
    lock.release()
  }

  /// Brings one node up, without its links.
  func add(_ node: ResolvedNode) async throws {
    switch node.role {
    case .host(let settings):
      let host = try LiveHost(node, settings, folder: URL(fileURLWithPath: file).deletingLastPathComponent())
      try await host.makeDevices { [datapath] device, endpoint in try await datapath.add(device, at: endpoint) }
      hosts[node.name] = host
    case .tap(let settings): try await MachineDevices(node: node, settings: settings).addTap(to: datapath)
    case .interface(let settings): try await MachineDevices(node: node, settings: settings).addSocket(to: datapath)
    case .hub, .learningSwitch, .flowSwitch, .router, .nat: try await datapath.add(node)
    }
  }

  /// Brings the interfaces of hosts up, once their links are there to carry what they send.
  func configureHosts(_ nodes: [ResolvedNode]) throws {
    for node in nodes { try hosts[node.name]?.configure() }
  }

  /// Takes one node down; its links are gone already.
  func remove(_ node: String) async {
    hosts[node]?.programs.stop()
    await listeners.removeValue(forKey: node)?.close()
    await datapath.remove(node)
    hosts[node] = nil
  }

  /// The host of that name.
  func host(named name: String) throws -> LiveHost {
    guard let host = hosts[name] else { throw LabError.unknown("host", name, known: Array(hosts.keys)) }
    return host
  }

  /// A number for the next trace; never 0.
  func nextTraceID() -> UInt16 {
    lastTraceID = lastTraceID == .max ? 1 : lastTraceID + 1
    return lastTraceID
  }
}
