import Hosts
import Lab
import Topology

/// Runs checks in a lab that is up: each with its event, its attempts and its report.
struct CheckRunner: Sendable {
  let lab: RunningLab
  let counts: StandingCounts
  let sources: SourceTexts
  let wantsStories: Bool

  /// From one attempt to the next where the check does not say.
  private static var pause: Duration { .seconds(1) }

  /// Waits for the check's time, lets its event happen, and tries it until it holds or may not be tried again.
  func run(_ check: Check) async throws -> CheckResult {
    try await prepare(check)
    let start = await lab.elapsed
    let reading = await lab.latenessReading
    var result = CheckResult(
      check.heading, place: sources.place(of: check), verdict: .undecided, expected: check.expectation, observed: "",
      at: start)
    var attempts = 0
    while true {
      attempts += 1
      let finding: Finding
      do {
        finding = try await CheckAttempt(lab: lab, check: check, counts: counts).run()
      } catch let error as LabError {
        result.problem = "\(error)"
        break
      }
      report(finding, of: check, in: &result)
      if finding.holds { break }
      guard let pause = pause(check, after: attempts, since: start, now: await lab.elapsed) else { break }
      try await lab.sleep(for: pause)
    }
    result.attempts = attempts
    result.duration = await lab.elapsed - start
    if let reading { result.lateness = await lab.latenessReading?.since(reading) }
    return result
  }

  /// Waits for the check's time and lets its event happen: also for a check that is not run, for those behind it.
  func prepare(_ check: Check) async throws {
    if let at = check.at {
      let now = await lab.elapsed
      if at > now { try await lab.sleep(for: at - now) }
    }
    if let event = check.after { try await lab.perform(event) }
    if let wait = check.wait { try await lab.sleep(for: wait) }
  }

  /// How long to wait for the next attempt; `nil` where there is none.
  private func pause(_ check: Check, after attempts: Int, since start: Duration, now: Duration) -> Duration? {
    if check.retry == nil, check.within == nil { return nil }
    if let retry = check.retry, attempts > retry.times { return nil }
    let pause = check.retry?.every ?? CheckRunner.pause
    guard let within = check.within else { return pause }
    let left = start + within - now
    return left > .zero ? min(pause, left) : nil
  }

  private func report(_ finding: Finding, of check: Check, in result: inout CheckResult) {
    result.verdict = finding.holds ? .passed : .failed
    result.observed = finding.observed
    result.outcome = finding.outcome
    result.problem = nil
    result.story = nil
    result.decision = nil
    guard let story = finding.story?.decisive?.report, !finding.holds || wantsStories else { return }
    result.story = story
    result.decision = Decision(in: story, source: sources.text)
    if finding.isRejected, result.decision?.kind == .dropped { result.decision?.kind = .rejected }
  }
}
