import Buffers
import Dataplane
import FlowSwitching
import Simulation
import Topology
import Wire

@testable import Lab

/// A lab whose devices are in the hand of the test, turned as a worker turns one, with a clock and traffic that are made
/// up from a seed, and recorded.
actor RecordedRun {
  /// A switch, a flow switch, a router, a NAT, and links that delay and lose.
  static let topology = """
    name: recorded
    topology:
      nodes:
        alice: { kind: host, address: 10.1.0.10/24, gateway: 10.1.0.1 }
        guest: { kind: host, address: 10.1.0.66/24, gateway: 10.1.0.1 }
        sw1: { kind: switch }
        of1: { kind: flow-switch, controller: lab }
        r1:
          kind: router
          interfaces: { eth0: { address: 10.1.0.1/24 }, eth1: { address: 198.51.100.2/30 } }
          routes: [{ to: default, via: 198.51.100.1 }]
        nat1:
          kind: nat
          interfaces: { eth0: { address: 198.51.100.1/30 }, eth1: { address: 203.0.113.1/24 } }
          inside: [eth0]
          outside: eth1
          routes: [{ to: 10.1.0.0/24, via: 198.51.100.2 }]
        web: { kind: host, address: 203.0.113.80/24, gateway: 203.0.113.1 }
      links:
        - { endpoints: ["alice:eth0", "sw1:eth1"], delay: 1ms, jitter: 400us, loss: 2% }
        - endpoints: ["guest:eth0", "sw1:eth2"]
        - endpoints: ["sw1:eth3", "of1:eth1"]
        - { endpoints: ["of1:eth2", "r1:eth0"], rate: 50Mbit/s, queue: 20 packets }
        - endpoints: ["r1:eth1", "nat1:eth0"]
        - endpoints: ["nat1:eth1", "web:eth0"]
    flows:
      of1:
        - priority=100,udp,tp_dst=7,actions=drop
        - priority=0,actions=normal
    """

  private let simulator: Simulator
  private let datapath: Datapath
  private let recorder: Recorder
  private let target: LabTarget
  private var traffic: MadeUpTraffic
  private var chance: RandomSource
  private var devices: [ReplayDevice] = []

  nonisolated var unownedExecutor: UnownedSerialExecutor { simulator.asUnownedSerialExecutor() }

  private init(_ simulator: Simulator, seed: UInt64, onto tape: Tape) throws {
    self.simulator = simulator
    target = try LabFile(TopologyText(path: "/recorded.weft.yml", text: Self.topology), shownAs: "it").target()
    datapath = Datapath(crank: simulator)
    recorder = Recorder(
      RecordingHeader(
        lab: "recorded", seed: seed, start: simulator.now.nanoseconds, realTime: 0,
        buffers: simulator.dispatcher.pool.capacity), sink: tape)
    chance = RandomSource(seed: seed &+ 1)
    traffic = MadeUpTraffic(target.lab, seed: seed &+ 2)
  }

  /// Records so many turns, and answers what went out. Without an end it is as if the lab was killed.
  static func record(seed: UInt64, turns: Int = 400, isEnded: Bool = true, onto tape: Tape) throws -> OutputDigest {
    print("seed \(seed)")
    let simulator = Simulator(seed: seed, pool: PacketPool(capacity: 4096))
    return try simulator.run {
      let run = try RecordedRun(simulator, seed: seed, onto: tape)
      try await run.build()
      for _ in 0..<turns { try await run.turn() }
      return await run.end(isEnded)
    }
  }

  private func build() async throws {
    await datapath.record(with: recorder)
    await datapath.noteTopology(target.source)
    for node in target.lab.nodes { try await add(node) }
    for link in target.lab.links { try await datapath.connect(link) }
    try await datapath.prepareRules(RuleUpdate(additions: target.rules["of1"] ?? []), at: "of1")
    await datapath.commitRules(at: ["of1"])
  }

  private func add(_ node: ResolvedNode) async throws {
    guard node.kind == .host else { return try await datapath.add(node) }
    let device = ReplayDevice(context: await datapath.makeContext(name: node.name, ports: ["eth0"]))
    try await datapath.add(device, at: Endpoint(node: node.name, interface: "eth0"))
    devices.removeAll { $0.context.name == node.name }
    devices.append(device)
    devices.sort { $0.context.name < $1.context.name }
  }

  private func turn() async throws {
    let dispatcher = simulator.dispatcher
    let step = chance.next() % 40 == 0 ? chance.next() % 400_000_000 : chance.next() % 200_000
    setClock(dispatcher.now + Nanoseconds(step))
    if chance.next() % 25 == 0 { try await change() }
    fireTimers()
    for device in devices {
      for _ in 0..<chance.next() % 4 {
        let packet = traffic.packet(from: device.context.name)
        await device.send(packet)
      }
      handOver()
      setClock(dispatcher.now + Nanoseconds(chance.next() % 3000))
      fireTimers()
    }
  }

  /// What a person would do meanwhile.
  private func change() async throws {
    let links = target.lab.links
    var link = links[Int(chance.next() % UInt64(links.count))]
    switch chance.next() % 5 {
    case 0:
      link.forward.delay = .microseconds(Int64(400 + chance.next() % 900))
      link.backward.loss = .random(Chance(Int(chance.next() % 100_000_000)))
      try await datapath.change(link)
    case 1:
      link.forward.isDown = true
      try await datapath.change(link)
      link.forward.isDown = false
      try await datapath.change(link)
    case 2: try await datapath.change(link)
    case 3: try await restart(["sw1", "r1", "nat1", "alice"][Int(chance.next() % 4)])
    default:
      let rule = FlowRule.read("priority=50,icmp,actions=\(chance.next() % 2 == 0 ? "drop" : "normal")").rule!
      try await datapath.prepareRules(RuleUpdate(modifications: [rule]), at: "of1")
      await datapath.commitRules(at: ["of1"])
    }
  }

  private func restart(_ name: String) async throws {
    let links = try await datapath.unplug(name)
    await datapath.remove(name)
    try await add(target.lab.node(named: name)!)
    for (link, progress) in links { try await datapath.connect(link, progress) }
  }

  private func setClock(_ now: Instant) {
    simulator.dispatcher.now = now
    recorder.clockWasSet(to: now)
  }

  private func fireTimers() {
    guard let deadline = simulator.dispatcher.nextDeadline, deadline <= simulator.now else { return }
    recorder.timersWillFire()
    simulator.dispatcher.fireTimers()
  }

  private func handOver() {
    guard simulator.dispatcher.hasInput else { return }
    recorder.batchesWillRun(limit: 6)
    simulator.dispatcher.runReady(limit: 6)
  }

  private func end(_ isEnded: Bool) -> OutputDigest {
    if isEnded { recorder.finish(starved: 0) } else { recorder.workerRests() }
    return recorder.outputs
  }
}

extension Datapath {
  /// Has a recorder write down what is done from now on.
  func record(with recorder: Recorder) { self.recorder = recorder }
}
