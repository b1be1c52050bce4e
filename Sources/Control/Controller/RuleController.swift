public import FlowSwitching

/// Carries rule updates to one flow switch. The engine that runs the switches implements it.
public protocol RuleInstaller: Sendable {
  /// Brings an update to the switch of that name without it taking effect. What it throws, nothing of it stays.
  func prepare(_ update: RuleUpdate, at node: String) async throws
  /// Lets the prepared updates of these switches take effect: each of their next packets sees the new rules alone.
  func commit(at nodes: [String]) async
  /// Takes a prepared update back.
  func discard(at node: String) async
}

/// Owns the rules that the flow switches of a lab are to have, and keeps the switches equal to them.
///
/// An update has two phases: it is brought to every switch that it concerns, and only when all have it, and none has
/// refused it, it takes effect, at all switches of a worker at one moment at which no packet is on its way between two
/// elements. So a packet meets the old rules all along its path, or the new ones. The exception is a packet that is held
/// at that moment, by a link with a delay or by an element that waits for an answer to ARP: it may have met the old rules
/// behind it and meets the new ones ahead.
public actor RuleController {
  /// Updates that may wait for the one that is under way; the next is refused.
  public static let waitingMax = 256

  private let installer: any RuleInstaller
  private var installed: [String: [FlowRule]] = [:]
  /// True while an update is under way; the next waits for its end.
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// How many updates wait for the one that is under way.
  public var waitingCount: Int { waiting.count }

  /// A controller of switches that have no rules yet.
  public init(installer: any RuleInstaller) { self.installer = installer }

  /// The rules that a switch has.
  public func rules(of node: String) -> [FlowRule] { installed[node] ?? [] }

  /// What `install` of these rules would change, a line each, by switch in the order of names.
  public func plan(_ rules: [String: [FlowRule]], ports: [String: PortDirectory]) -> [String] {
    changes(to: rules, ports: ports).flatMap { node, diff in diff.lines.map { "\(node): \($0)" } }
  }

  /// Makes the switches equal to `rules`: those named get exactly these, others are not touched.
  /// Where one switch refuses, none is changed, and the refusal is thrown.
  /// Updates are made one after the other, in the order in which they were asked for; where ``waitingMax`` wait already,
  /// this throws ``TooManyUpdates``.
  public func install(_ rules: [String: [FlowRule]], ports: [String: PortDirectory] = [:]) async throws {
    try await begin()
    defer { end() }
    let changes = changes(to: rules, ports: ports).filter { !$0.diff.update.isEmpty }
    var prepared: [String] = []
    do {
      for (node, diff) in changes {
        try await installer.prepare(diff.update, at: node)
        prepared.append(node)
      }
    } catch {
      for node in prepared { await installer.discard(at: node) }
      throw error
    }
    if !prepared.isEmpty { await installer.commit(at: prepared) }
    for (node, rules) in rules { installed[node] = rules }
  }

  /// Forgets a switch that was taken out or put in anew: it has no rules. Throws ``TooManyUpdates`` as ``install`` does.
  public func forget(_ node: String) async throws {
    try await begin()
    defer { end() }
    installed[node] = nil
  }

  /// Waits until no update is under way, and keeps others waiting from then on.
  private func begin() async throws {
    guard isBusy else { return isBusy = true }
    guard waiting.count < RuleController.waitingMax else { throw TooManyUpdates() }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// Lets the next have its turn: it finds the controller busy with itself.
  private func end() {
    if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
  }

  private func changes(
    to rules: [String: [FlowRule]], ports: [String: PortDirectory]
  ) -> [(node: String, diff: RuleDiff)] {
    rules.keys.sorted().map { node in
      (node, RuleDiff(from: installed[node] ?? [], to: rules[node] ?? [], ports: ports[node]))
    }
  }
}

/// An update of rules that is not made, because too many wait already; nothing of it has been done.
public struct TooManyUpdates: Error, Hashable, Sendable, CustomStringConvertible {
  /// Makes the error.
  public init() {}

  /// What is in the way.
  public var description: String {
    "\(RuleController.waitingMax) updates of rules wait for the one under way; try again when it is done"
  }
}
