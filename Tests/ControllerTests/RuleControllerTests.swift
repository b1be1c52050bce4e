import Controller
import FlowSwitching
import SeededRandom
import Testing

/// Switches that note what is asked of them, and may refuse.
actor FakeInstaller: RuleInstaller {
  struct Refusal: Error, Equatable { let node: String }

  private(set) var log: [String] = []
  private(set) var switches: [String: NaiveSwitch] = [:]
  private var prepared: [String: RuleUpdate] = [:]
  private var refusing: Set<String> = []

  func refuse(_ node: String?) { refusing = node.map { [$0] } ?? [] }

  func clearLog() { log = [] }

  var hasPrepared: Bool { !prepared.isEmpty }

  func prepare(_ update: RuleUpdate, at node: String) async throws {
    // Others get their turn here, as they do while a real switch prepares.
    await Task.yield()
    log.append("prepare \(node)")
    if refusing.contains(node) || prepared[node] != nil { throw Refusal(node: node) }
    prepared[node] = update
  }

  func commit(at nodes: [String]) async {
    await Task.yield()
    log.append("commit \(nodes.joined(separator: " "))")
    for node in nodes {
      if let update = prepared.removeValue(forKey: node) { switches[node, default: NaiveSwitch()].apply(update) }
    }
  }

  func discard(at node: String) async {
    log.append("discard \(node)")
    prepared[node] = nil
  }
}

@Suite("The owner of the rules")
struct RuleControllerTests {
  let installer = FakeInstaller()
  let controller: RuleController

  init() { controller = RuleController(installer: installer) }

  private func rules(_ texts: String...) throws -> [FlowRule] { try texts.map(RuleDiffTests.rule) }

  @Test("every switch has its update before the first takes effect")
  func phases() async throws {
    let drop = try rules("actions=drop")
    try await controller.install(["s2": drop, "s1": drop, "s3": []])
    #expect(await installer.log == ["prepare s1", "prepare s2", "commit s1 s2"])
    #expect(await controller.rules(of: "s1") == drop)
    #expect(await controller.rules(of: "s3") == [])
  }

  @Test("switches that have their rules already are not spoken to")
  func unchanged() async throws {
    let drop = try rules("actions=drop")
    try await controller.install(["s1": drop, "s2": drop])
    await installer.clearLog()
    try await controller.install(["s1": drop, "s2": try rules("actions=flood")])
    #expect(await installer.log == ["prepare s2", "commit s2"])
    await installer.clearLog()
    try await controller.install(["s1": drop])
    #expect(await installer.log == [])
  }

  @Test("where one switch refuses, nothing is changed and what was prepared is taken back")
  func refusal() async throws {
    let (old, new) = (try rules("actions=drop"), try rules("arp,actions=flood"))
    try await controller.install(["s1": old, "s2": old, "s3": old])
    let before = await installer.switches
    await installer.clearLog()
    await installer.refuse("s3")
    await #expect(throws: FakeInstaller.Refusal(node: "s3")) {
      try await controller.install(["s1": new, "s2": new, "s3": new])
    }
    #expect(await installer.log == ["prepare s1", "prepare s2", "prepare s3", "discard s1", "discard s2"])
    #expect(await installer.switches == before)
    #expect(await !installer.hasPrepared)
    for node in ["s1", "s2", "s3"] { #expect(await controller.rules(of: node) == old) }

    await installer.refuse(nil)
    try await controller.install(["s1": new, "s2": new, "s3": new])
    #expect(await installer.switches["s3"] == NaiveSwitch(new))
  }

  @Test("a plan names each switch and changes nothing")
  func plan() async throws {
    try await controller.install(["s1": try rules("priority=1,arp,actions=flood")])
    await installer.clearLog()
    let plan = await controller.plan(
      ["s2": try rules("priority=2,actions=drop"), "s1": try rules("priority=1,arp,actions=drop")], ports: [:])
    #expect(plan.count == 2)
    #expect(plan.first?.hasPrefix("s1: ~ ") == true)
    #expect(plan.last?.hasPrefix("s2: + ") == true)
    #expect(await installer.log == [])
  }

  @Test("a switch that is put in anew gets all its rules")
  func forgetting() async throws {
    let drop = try rules("actions=drop")
    try await controller.install(["s1": drop])
    try await controller.forget("s1")
    await installer.clearLog()
    try await controller.install(["s1": drop])
    #expect(await installer.log == ["prepare s1", "commit s1"])
  }

  @Test("updates that are asked for at once are made one after the other")
  func concurrency() async throws {
    let seed: UInt64 = 0x5eed_0002
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let sets = (0..<40).map { _ in
      ["s1": RuleDiffTests.randomRules(&random), "s2": RuleDiffTests.randomRules(&random)]
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for set in sets { group.addTask { [controller] in try await controller.install(set) } }
      try await group.waitForAll()
    }
    for node in ["s1", "s2"] {
      let (rules, has) = (await controller.rules(of: node), await installer.switches[node] ?? NaiveSwitch())
      #expect(NaiveSwitch(rules) == has)
    }
  }

  @Test("where too many updates wait, the next is refused, and those that wait are made")
  func bound() async throws {
    let gate = GatedInstaller()
    let controller = RuleController(installer: gate)
    let drop = try rules("actions=drop")
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await controller.install(["s0": drop]) }
      while await !gate.isWaiting { await Task.yield() }
      for number in 1...RuleController.waitingMax {
        group.addTask { try await controller.install(["s\(number)": drop]) }
      }
      while await controller.waitingCount < RuleController.waitingMax { await Task.yield() }
      await #expect(throws: TooManyUpdates()) { try await controller.install(["s": drop]) }
      await #expect(throws: TooManyUpdates()) { try await controller.forget("s0") }
      await gate.open()
      try await group.waitForAll()
    }
    for number in 0...RuleController.waitingMax { #expect(await controller.rules(of: "s\(number)") == drop) }
    #expect(await controller.rules(of: "s") == [])
  }
}

/// Switches that take no update before they are told to.
private actor GatedInstaller: RuleInstaller {
  private var waiting: CheckedContinuation<Void, Never>?
  private var isOpen = false

  var isWaiting: Bool { waiting != nil }

  func open() {
    isOpen = true
    waiting?.resume()
  }

  func prepare(_ update: RuleUpdate, at node: String) async throws {
    if !isOpen { await withCheckedContinuation { waiting = $0 } }
  }

  func commit(at nodes: [String]) async {}

  func discard(at node: String) async {}
}
