import Foundation
public import Lab
import Synchronization
import Topology

/// The checks of one file, ready to be run on either engine.
public struct TestRun: TestRunning, Sendable {
  private let file: LabFile
  private let target: LabTarget
  private let options: TestOptions
  private let sources: SourceTexts

  /// Prepares the checks of a file. Throws ``InvalidFile`` where it has errors.
  public init(file: LabFile, options: TestOptions) throws {
    self.file = file
    self.options = options
    var target = try file.target()
    if let capture = options.capture { target = target.capturingEverything(into: capture) }
    self.target = target
    sources = SourceTexts(file)
  }

  /// The checks that would be run, in the order of the file; those of the scenario come last.
  public var checks: [ListedCheck] {
    all.filter { options.includes($0.heading) }
      .map { ListedCheck($0.heading, expected: $0.expectation, place: sources.place(of: $0)) }
  }

  private var seed: UInt64 { options.seed ?? target.lab.test.seed }

  private var all: [Check] {
    target.lab.checks + target.lab.scenario.compactMap { if case .check(let check) = $0.action { check } else { nil } }
  }

  /// Runs them in virtual time.
  public func simulated(progress: @escaping ProgressHandler) throws -> TestReport {
    let simulated = SimulatedLab(
      target, file: file.text.path, seed: seed, timeMax: timeMax, eventsMax: target.lab.test.eventsMax,
      wantsDigest: options.wantsDigest)
    let run = try simulated.run { lab in try await results(in: lab, progress) }
    return report(.simulated, run.duration, run.result, digest: run.digest)
  }

  /// Runs them with real sockets in the namespaces of a live lab.
  public func live(progress: @escaping ProgressHandler) async throws -> TestReport {
    let live = LiveLab(target, file: file.text.path, seed: seed)
    return try await live.run { lab in
      let reading = await lab.latenessReading
      let found = try await results(in: lab, progress)
      let lateness = if let reading { await lab.latenessReading?.since(reading) } else { LatenessStatus?.none }
      return report(.live, await lab.elapsed, found, lateness: lateness)
    }
  }

  private func results(in lab: RunningLab, _ progress: @escaping ProgressHandler) async throws -> [CheckResult] {
    let selected = all.filter { options.includes($0.heading) }
    let counts = try await StandingCounts(for: selected, in: lab)
    let runner = CheckRunner(lab: lab, counts: counts, sources: sources, wantsStories: options.wantsStories)
    let done = Mutex(0)
    let total = selected.count
    let schedule = TestSchedule(runner: runner, options: options) { result in
      let count = done.withLock { done in
        done += 1
        return done
      }
      progress(RunProgress(done: count, of: total, doing: result.title, at: result.at + result.duration))
    }
    let results = try await schedule.run(target.lab)
    await counts.end(in: lab)
    return results
  }

  private func report(
    _ engine: TestEngine, _ duration: Duration, _ results: [CheckResult], digest: String? = nil,
    lateness: LatenessStatus? = nil
  ) -> TestReport {
    TestReport(
      lab: target.lab.name, file: file.path, engine: engine, seed: seed, digest: digest, duration: duration,
      results: results, lateness: lateness)
  }

  /// The virtual time that the run may take: what the file says, or else what its checks can take at the most, and an
  /// hour.
  private var timeMax: Duration {
    if let timeMax = target.lab.test.timeMax { return timeMax }
    let longest = all.map(\.longest).reduce(.zero, +)
    let last = (all.compactMap(\.at) + target.lab.scenario.map(\.at)).max() ?? .zero
    return last + longest + .seconds(3600)
  }
}

extension Check {
  /// The longest time that the check can take, roughly.
  fileprivate var longest: Duration {
    let attempt = timeout ?? subject.longest
    let retries = retry.map { (attempt + $0.every) * $0.times } ?? .zero
    return (wait ?? .zero) + (within ?? .zero) + retries + attempt
  }
}

extension CheckSubject {
  /// The longest time of one attempt, roughly.
  fileprivate var longest: Duration {
    switch self {
    case .ping(let ping): ping.interval * ping.count + .seconds(10)
    case .tcp(let tcp): tcp.octets > 0 ? .seconds(130) : .seconds(10)
    case .udp, .http, .dns: .seconds(10)
    case .traceroute: .seconds(120)
    case .capture(let capture): capture.during?.longest ?? .zero
    case .counter(let counter): counter.during?.longest ?? .zero
    case .flow(let flow): flow.during?.longest ?? .zero
    }
  }
}
