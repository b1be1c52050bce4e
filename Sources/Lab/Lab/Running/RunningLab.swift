import Controller
import Dataplane
import FlowSwitching
public import Hosts
import Logging
public import Topology

/// A lab that runs, on whichever engine: its elements and links, the controller of its flow switches, its captures.
public actor RunningLab {
  let engine: any LabEngine
  let datapath: Datapath
  let controller: RuleController
  /// The topology file, as an absolute path: what it names is relative to it.
  let file: String
  let logger: Logger
  /// The text that the lab was made from.
  var source: SourceText
  /// The rules of every flow switch, as the file has them.
  var rules: [String: [FlowRule]]
  /// Captures that run, those of commands among them.
  var openCaptures: [CaptureTask] = []
  var fileCaptures: [FileCapture] = []
  /// The recording that is being made.
  var recording: LabRecording?
  /// Who waits for the end of the recording.
  var recordingWaiter: AsyncStream<Void>.Continuation?
  /// What the recording has, once it is over.
  public internal(set) var recordingSummary: RecordingSummary?
  private var lastTraceID: UInt16 = 0
  private var isDown = false
  private var started = Instant.zero
  /// What went wrong on the way up without being in the way: `exec` lines that failed.
  public internal(set) var warnings: [String] = []
  /// The lab as it runs now.
  public internal(set) var lab: ResolvedLab

  /// A lab that is not up yet.
  init(_ target: LabTarget, on engine: any LabEngine, file: String, wantsDigest: Bool = false, logger: Logger) {
    self.engine = engine
    lab = target.lab
    rules = target.rules
    source = target.source
    self.file = file
    self.logger = logger
    datapath = Datapath(crank: engine.crank, wantsDigest: wantsDigest)
    controller = RuleController(installer: DatapathInstaller(datapath: datapath))
  }

  /// Which engine it runs on.
  public nonisolated var engineKind: LabEngineKind { engine.kind }

  /// Brings the lab up. `progress` is told of each thing that is up. On an error everything made so far is gone again.
  func bringUp(progress: @Sendable (String) -> Void = { _ in }) async throws {
    started = await engine.now
    do {
      await datapath.start()
      await datapath.noteTopology(source)
      for node in lab.nodes {
        try await add(node)
        progress(node.name)
      }
      for link in lab.links {
        try await datapath.connect(link)
        progress("\(link)")
      }
      try await installRules()
      try await beginCaptures(lab.captures)
      try await engine.hosts.start(lab.nodes, of: lab)
      warnings = try await engine.hosts.runLines(of: lab.nodes, in: lab)
    } catch {
      await shutDown()
      throw error
    }
  }

  /// Takes the lab down: nothing of it is left.
  public func shutDown() async {
    if isDown { return }
    isDown = true
    await engine.hosts.shutDown()
    await endRecording()
    await endCaptures(fileCaptures.map(\.spec))
    for capture in openCaptures { capture.stop() }
    await datapath.shutDown()
  }

  /// How long the lab has been up, in the engine's time.
  public var elapsed: Duration { get async { .nanoseconds(Int64(clamping: (await engine.now - started).count)) } }

  /// Waits, in the engine's time.
  public func sleep(for duration: Duration) async throws { try await engine.sleep(for: duration) }

  /// Has a host try something, and answers what came of it.
  public func run(_ probe: Probe, from host: String) async throws -> ProbeOutcome {
    try await engine.hosts.run(probe, from: host)
  }

  /// Brings one node up, without its links.
  func add(_ node: ResolvedNode) async throws {
    switch node.role {
    case .host, .tap, .interface: try await engine.hosts.add(node, to: datapath)
    case .hub, .learningSwitch, .flowSwitch, .router, .nat: try await datapath.add(node)
    }
  }

  /// Takes one node down; its links are gone already.
  func remove(_ node: String) async {
    await engine.hosts.remove(node, from: datapath)
    await datapath.remove(node)
  }

  /// A number for the next trace; never 0.
  func nextTraceID() -> UInt16 {
    lastTraceID = lastTraceID >= 0x7fff ? 1 : lastTraceID + 1
    return lastTraceID
  }
}
