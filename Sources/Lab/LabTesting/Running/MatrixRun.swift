import Hosts
public import Lab
import Topology
import Wire

/// Who reaches whom in the lab of one file, on either engine: every probe from every host to every other.
public struct MatrixRun: MatrixRunning, Sendable {
  /// Pairs whose probes are repeated in virtual time to find out who stopped them; for the rest it stays unsaid.
  public static let explainedMax = 2000
  /// Probes that go on at once in a live lab, where each waits for real.
  private static let liveConcurrencyMax = 24

  private let file: LabFile
  private let target: LabTarget
  private let options: MatrixOptions
  private let sources: SourceTexts

  /// Prepares the probes of a file. Throws ``InvalidFile`` where it has errors.
  public init(file: LabFile, options: MatrixOptions) throws {
    self.file = file
    self.options = options
    target = try file.target()
    sources = SourceTexts(file)
  }

  /// Tries every pair in virtual time, one after the other.
  public func simulated(progress: @escaping ProgressHandler) throws -> ReachabilityMatrix {
    let simulated = SimulatedLab(
      target, file: file.text.path, seed: seed, timeMax: .seconds(365 * 86_400), eventsMax: .max / 2)
    let run = try simulated.run { lab in try await matrix(in: lab, concurrency: 1, progress) }
    return run.result
  }

  /// Tries every pair with real sockets, several at once.
  public func live(progress: @escaping ProgressHandler) async throws -> ReachabilityMatrix {
    let live = LiveLab(target, file: file.text.path, seed: seed)
    return try await live.run { lab in
      let reading = await lab.latenessReading
      var matrix = try await matrix(in: lab, concurrency: MatrixRun.liveConcurrencyMax, progress)
      if let reading, let complaint = await lab.latenessReading?.since(reading).complaint {
        matrix.notes.append(complaint + ", and the matrix may not be trusted")
      }
      return matrix
    }
  }

  /// One thing to try.
  fileprivate struct Pair: Sendable {
    var from: String
    var to: String
    var probe: Probe
    var address: IPAddress
  }

  private func matrix(
    in lab: RunningLab, concurrency: Int, _ progress: ProgressHandler
  ) async throws -> ReachabilityMatrix {
    let start = await lab.elapsed
    let pairs = pairs
    var kinds = try await tryAll(pairs, in: lab, concurrency, progress)
    var explained = concurrency == 1 ? 0 : MatrixRun.explainedMax
    for index in pairs.indices where kinds[index].kind != .reachable && explained < MatrixRun.explainedMax {
      kinds[index] = try await explain(pairs[index], in: lab)
      explained += 1
    }
    let entries = zip(pairs, kinds).map { pair, reach in
      ReachabilityMatrix.Entry(from: pair.from, to: pair.to, probe: pair.probe, reach: reach)
    }
    return ReachabilityMatrix(
      lab: target.lab.name, file: file.path, engine: lab.engineKind == .live ? .live : .simulated, seed: seed,
      duration: await lab.elapsed - start, hosts: hosts.map(\.name), probes: options.probes, entries: entries)
  }

  private var seed: UInt64 { options.seed ?? target.lab.test.seed }
  private var hosts: [ResolvedNode] { target.lab.nodes.filter { $0.kind == .host } }

  /// Every pair of hosts that have addresses of one version, IPv4 where both have it.
  private var pairs: [Pair] {
    let addresses = hosts.map { host in (host.name, host.interfaces.flatMap(\.addresses).map(\.address)) }
    var pairs: [Pair] = []
    for (from, own) in addresses {
      let versions = IPVersion.allCases.filter { version in own.contains { $0.version == version } }
      for (to, theirs) in addresses where to != from {
        let address = versions.lazy.compactMap { version in theirs.first { $0.version == version } }.first
        guard let address else { continue }
        for probe in options.probes { pairs.append(Pair(from: from, to: to, probe: probe, address: address)) }
      }
    }
    return pairs
  }

  private func tryAll(
    _ pairs: [Pair], in lab: RunningLab, _ concurrency: Int, _ progress: ProgressHandler
  ) async throws -> [Reach] {
    var reaches = [Reach](repeating: Reach(.undecided), count: pairs.count)
    if concurrency == 1 {
      for (index, pair) in pairs.enumerated() {
        reaches[index] = try await attempt(pair, in: lab)
        if index % 64 == 0 { await report(index, of: pairs, lab, progress) }
      }
      return reaches
    }
    return try await withThrowingTaskGroup(of: (Int, Reach).self) { group in
      for (index, pair) in pairs.enumerated() {
        if index >= concurrency, let (index, reach) = try await group.next() {
          reaches[index] = reach
          await report(index, of: pairs, lab, progress)
        }
        // Live, a second try would take as long as the first: each is watched at once.
        group.addTask { (index, try await explain(pair, in: lab)) }
      }
      for try await (index, reach) in group { reaches[index] = reach }
      return reaches
    }
  }

  private func report(_ index: Int, of pairs: [Pair], _ lab: RunningLab, _ progress: ProgressHandler) async {
    let pair = pairs[index]
    progress(
      RunProgress(
        done: index + 1, of: pairs.count, doing: "\(pair.probe) \(pair.from) -> \(pair.to)", at: await lab.elapsed))
  }

  private func attempt(_ pair: Pair, in lab: RunningLab) async throws -> Reach {
    do {
      return Reach(MatrixRun.fate(of: try await lab.run(pair.request, from: pair.from)).reach)
    } catch let error as LabError {
      return Reach(.undecided, problem: "\(error)")
    }
  }

  /// Tries a pair again while its packets are watched.
  private func explain(_ pair: Pair, in lab: RunningLab) async throws -> Reach {
    let (transport, port) = pair.transport
    do {
      let (outcome, story) = try await lab.watching(transport, from: pair.from, to: pair.address, port: port) {
        try await lab.run(pair.request, from: pair.from)
      }
      let fate = MatrixRun.fate(of: outcome)
      var decision = story.decisive.flatMap { Decision(in: $0.report, source: sources.text) }
      // What let the packet through is not what stopped it.
      if decision?.kind == .forwarded { decision = nil }
      if case .rejected(let rejection) = fate, decision?.kind != .dropped {
        let node = rejection.source.flatMap { target.lab.owner(of: $0) } ?? pair.from
        decision = Decision(.rejected, by: node, reason: "\(rejection.cause)")
      }
      if case .refused = fate { decision = nil }
      return Reach(fate.reach, decision: decision)
    } catch let error as LabError {
      return Reach(.undecided, problem: "\(error)")
    }
  }

  private static func fate(of outcome: ProbeOutcome) -> Fate {
    switch outcome {
    case .ping(let ping):
      if ping.received > 0 { .answered } else { ping.rejections.last.map { .rejected($0) } ?? .silent }
    case .tcp(let tcp): tcp.fate
    case .udp(.answered): .answered
    case .udp(.rejected(let rejection)): rejection.cause == .portUnreachable ? .refused : .rejected(rejection)
    case .udp(.unanswered): .silent
    case .traceroute: .silent
    }
  }
}

extension Fate {
  /// The same in a matrix.
  fileprivate var reach: Reach.Kind {
    switch self {
    case .answered: .reachable
    case .refused: .refused
    case .rejected: .rejected
    case .silent: .dropped
    }
  }
}

extension MatrixRun.Pair {
  /// What a host is asked to try.
  fileprivate var request: Hosts.Probe {
    switch probe {
    case .ping: .ping(PingProbe(address))
    case .tcp(let port): .tcp(TCPProbe(address, port: port))
    case .udp(let port): .udp(UDPProbe(asking: address, port: port))
    }
  }

  /// The packets to be watched.
  fileprivate var transport: (FlowTransport, port: UInt16?) {
    switch probe {
    case .ping: (.icmp, nil)
    case .tcp(let port): (.tcp, port)
    case .udp(let port): (.udp, port)
    }
  }
}
