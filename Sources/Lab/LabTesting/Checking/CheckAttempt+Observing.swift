import Hosts
import Lab
import Topology

extension CheckAttempt {
  /// Packets that pass a port.
  func attempt(_ capture: CaptureCheck) async throws -> Finding {
    if capture.during == nil, let count = counts.count(of: check) {
      return judge(count, "packets", capture.packets, nil)
    }
    let count = try await lab.beginCount(at: capture.ports, filter: capture.filter)
    let inner = try await during(capture.during)
    await lab.endCount(count)
    return judge(count.packets, "packets", capture.packets, inner)
  }

  /// A counter of a port or a node.
  func attempt(_ counter: CounterCheck) async throws -> Finding {
    let before = counter.during == nil ? 0 : try await read(counter)
    let inner = try await during(counter.during)
    return judge(try await read(counter) - before, counter.unit.rawValue, counter.bound, inner)
  }

  /// How often a rule was hit.
  func attempt(_ flow: FlowCheck) async throws -> Finding {
    let before = flow.during == nil ? 0 : try await hits(flow)
    let inner = try await during(flow.during)
    return judge(try await hits(flow) - before, "packets", flow.packets, inner)
  }

  private func during(_ nested: Check?) async throws -> Finding? {
    guard let nested else { return nil }
    return try await CheckAttempt(lab: lab, check: nested, counts: counts).run()
  }

  private func judge(_ value: Int, _ unit: String, _ bound: Bound, _ inner: Finding?) -> Finding {
    var finding = Finding(
      bound.contains(value), value == 1 ? "1 \(unit.dropLast())" : "\(value) \(unit)",
      outcome: bound.contains(value) ? "in bounds" : "out of bounds", story: inner?.story)
    if let inner, !inner.holds {
      finding.holds = false
      finding.observed += ", and meanwhile: \(inner.observed)"
    }
    return finding
  }

  private func read(_ counter: CounterCheck) async throws -> Int {
    let status = await lab.status()
    switch counter.counter {
    case .port(let endpoint, let which):
      let port = status.nodes.first { $0.name == endpoint.node }?.ports.first { $0.name == endpoint.interface }
      guard let port else { throw LabError(.failed, "\(endpoint) is not in the lab any more") }
      let value =
        switch (which, counter.unit) {
        case (.received, .packets): port.received
        case (.received, .octets): port.receivedBytes
        case (.sent, .packets): port.sent
        case (.sent, .octets): port.sentBytes
        case (.unsent, _): port.unsent + (try await refused(at: endpoint))
        }
      return Int(clamping: value)
    case .drops(let name, let reason):
      guard let node = status.nodes.first(where: { $0.name == name }) else {
        throw LabError(.failed, "\(name) is not in the lab any more")
      }
      return Int(clamping: node.drops.filter { reason == nil || $0.reason == reason }.reduce(0) { $0 + $1.count })
    }
  }

  /// Packets of a port that its link did not take: an element of its own, where it has conditions or is down.
  private func refused(at endpoint: Endpoint) async throws -> UInt64 {
    let link = try await lab.links(named: endpoint.description).first
    guard let way = link?.directions.first(where: { $0.from == endpoint.description }) else { return 0 }
    return way.queueDrops + way.flightDrops + way.downDrops
  }

  private func hits(_ flow: FlowCheck) async throws -> Int {
    let wanted = Set(flow.rule.split(separator: ",").map(String.init))
    let line = flow.flow.map { ":\($0.mark.line)" }
    let rules = try await lab.flows(of: flow.node).flatMap(\.rules)
    let matching = rules.filter { rule in
      if let line, rule.origin?.hasSuffix(line) == true { return true }
      return wanted.isSubset(of: Set(rule.rule.split(separator: ",").map(String.init)))
    }
    guard !matching.isEmpty else {
      throw LabError(
        .failed, "\(flow.node) has no rule '\(flow.rule)'",
        hint: "its rules: " + rules.map { $0.rule }.joined(separator: " | "))
    }
    return Int(clamping: matching.reduce(0) { $0 + $1.packets })
  }
}
