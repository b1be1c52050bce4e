import Dataplane
import Simulation
import Topology

/// One replay, from the first record to the last. It does step by step what the worker did, on the simulator's thread;
/// the simulator's own crank stands still meanwhile.
actor ReplayRun {
  private let simulator: Simulator
  private let calls: ReplayCalls
  private let outputs = ReplayOutputs()
  private var reader: RecordingReader
  private var report: ReplayReport
  private var compared: UInt64 = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe simulator.asUnownedSerialExecutor() }

  init(_ reader: RecordingReader, _ report: ReplayReport, on simulator: Simulator) {
    self.reader = reader
    self.report = report
    self.simulator = simulator
    calls = ReplayCalls(Datapath(crank: simulator), outputs)
  }

  func run() async throws -> ReplayReport {
    simulator.dispatcher.now = reader.clock
    do {
      while report.ending == .stopped, report.difference == nil {
        guard let step = try reader.next() else { break }
        try await take(step)
      }
    } catch RecordingError.truncated(let offset) {
      // What the last step sent out may not be in the file any more.
      report.ending = .truncated
      report.truncatedAt = offset
    }
    report.digest = "\(outputs.digest)"
    report.packetsOut = outputs.digest.count
    report.seconds = seconds
    return report
  }

  private func take(_ step: RecordedStep) async throws {
    switch step {
    case .output(let recorded): return try compare(recorded)
    case .cut:
      // What the last step sent out is not in the file any more.
      report.ending = .incomplete
      return
    default: break
    }
    if let extra = outputs.take() {
      compared += 1
      return differ(.extra, nil, extra)
    }
    let dispatcher = simulator.dispatcher
    switch step {
    case .clock(let now):
      dispatcher.now = now
      report.turns += 1
    case .timers: dispatcher.fireTimers()
    case .run(let limit): dispatcher.runReady(limit: limit)
    case .input(let number, let packet):
      try await calls.device(number, reader).send(packet)
      report.packetsIn += packet.isMadeForTrace ? 0 : 1
    case .call(let call):
      try await calls.perform(call, reader)
      report.changes += 1
    case .end(let digest, let starved):
      report.starved = starved
      report.recordedDigest = "\(digest)"
      report.ending = .complete
      if digest != outputs.digest { differ(.digest, nil, nil) }
    case .output, .cut: break
    }
  }

  /// Holds the next packet of the replay against the recording's.
  private func compare(_ recorded: RecordedOutput) throws {
    compared += 1
    _ = try calls.device(recorded.device, reader)
    guard let replayed = outputs.take() else { return differ(.missing, recorded, nil) }
    if replayed.device != recorded.device {
      differ(.device, recorded, replayed)
    } else if replayed.fingerprint != recorded.fingerprint {
      differ(.content, recorded, replayed)
    }
  }

  private func differ(_ kind: ReplayDifference.Kind, _ recorded: RecordedOutput?, _ replayed: RecordedOutput?) {
    var difference = ReplayDifference(
      kind: kind, packet: compared, seconds: seconds, recordedPort: recorded.map { calls.name(ofDevice: $0.device) },
      replayedPort: replayed.map { calls.name(ofDevice: $0.device) }, recorded: recorded?.text, replayed: replayed?.text
    )
    if let recorded, let replayed, kind == .content, difference.recorded == difference.replayed {
      difference.place = replayed.place(ofDifferenceFrom: recorded)
    }
    report.difference = difference
  }

  private var seconds: Double {
    Double((reader.clock - Instant(nanoseconds: reader.header.start)).count) / 1e9
  }
}
