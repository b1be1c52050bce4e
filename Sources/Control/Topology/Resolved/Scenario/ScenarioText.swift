import Wire

extension ScenarioStep: CustomStringConvertible {
  /// The step on one line, as `10s link-down r1:eth1`.
  public var description: String {
    switch action {
    case .event(let event): "\(at.text) \(event)"
    case .send(let traffic): "\(at.text) send \(traffic)"
    case .check(let check): "\(at.text) check \(check.heading)"
    }
  }

  /// The step for a program, with the keys of the file.
  public var json: JSONValue {
    let at = JSONValue.Member("at", .string(at.text))
    switch action {
    case .event(let event): return .object([at] + event.members)
    case .send(let traffic): return .object([at, .init("send", traffic.json)])
    case .check(let check): return .object([at, .init("check", check.json)])
    }
  }
}

extension LabEvent: CustomStringConvertible {
  /// The event on one line, as `link-down r1:eth1`.
  public var description: String {
    switch self {
    case .linkDown(let endpoint): "link-down \(endpoint)"
    case .linkUp(let endpoint): "link-up \(endpoint)"
    case .setLink(let endpoint, let change): "link \(endpoint): \(change.text(at: endpoint))"
    case .addFlow(let node, let flow): "rule-added \(node) \(flow)"
    case .restart(let node): "restart \(node)"
    case .apply(let file): "apply \(file)"
    }
  }

  /// The event for a program, with the key of the file.
  var members: [JSONValue.Member] {
    switch self {
    case .linkDown(let endpoint): [.init("link-down", .string(endpoint.description))]
    case .linkUp(let endpoint): [.init("link-up", .string(endpoint.description))]
    case .setLink(let endpoint, let change): [.init("link", .string(endpoint.description))] + change.members
    case .addFlow(let node, let flow): [.init("rule-added", .object([.init(node, flow.json)]))]
    case .restart(let node): [.init("restart", .string(node))]
    case .apply(let file): [.init("apply", .string(file))]
    }
  }
}

extension LinkSetting: CustomStringConvertible {
  /// The setting as a person reads it, as `delay 20ms`.
  public var description: String {
    switch self {
    case .down(let isDown): isDown ? "down" : "up"
    case .delay(let delay): "delay \(delay.text)"
    case .jitter(let jitter): "jitter \(jitter)"
    case .loss(let loss): "loss \(loss)"
    case .duplicate(let chance): "duplicate \(chance)"
    case .corrupt(let chance): "corrupt \(chance)"
    case .reorder(let chance): "reorder \(chance)"
    case .rate(let rate): "rate \(rate.map(QuantityText.rate) ?? "none")"
    case .queue(let queue): "queue \(queue)"
    }
  }

  /// The setting for a program, with the key of the file.
  var member: JSONValue.Member {
    switch self {
    case .down(let isDown): .init("down", .boolean(isDown))
    case .delay(let delay): .init("delay", .string(delay.text))
    case .jitter(let jitter): .init("jitter", jitter.json)
    case .loss(let loss): .init("loss", loss.json)
    case .duplicate(let chance): .init("duplicate", chance.json)
    case .corrupt(let chance): .init("corrupt", chance.json)
    case .reorder(let chance): .init("reorder", chance.json)
    case .rate(let rate): .init("rate", .string(rate.map(QuantityText.rate) ?? "none"))
    case .queue(let queue): .init("queue", queue.json)
    }
  }
}

extension LinkChange {
  fileprivate func text(at endpoint: Endpoint) -> String {
    let (out, back) = (outward.map(\.description), inward.map(\.description))
    if out == back { return out.joined(separator: ", ") }
    return [("from \(endpoint)", out), ("towards it", back)].filter { !$0.1.isEmpty }
      .map { "\($0): \($1.joined(separator: ", "))" }.joined(separator: "; ")
  }

  fileprivate var members: [JSONValue.Member] {
    if outward == inward { return outward.map(\.member) }
    return [
      .init("outward", .object(outward.map(\.member))), .init("inward", .object(inward.map(\.member))),
    ]
  }
}

extension Traffic: CustomStringConvertible {
  /// The traffic on one line, as `ping alice -> web 5 times`.
  public var description: String {
    let (key, whom) = parts
    return "\(key) \(whom)" + (count == 1 ? "" : " \(count) times")
  }

  fileprivate var json: JSONValue {
    let (key, whom) = parts
    return .object([
      .init(key, .string(whom)), .init("count", .integer(count)), .init("interval", .string(interval.text)),
      .init("bytes", .string(QuantityText.size(octets))),
    ])
  }

  private var parts: (key: String, whom: String) {
    switch kind {
    case .ping: ("ping", "\(source) -> \(destination)")
    case .tcp(let port): ("tcp", "\(source) -> \(destination.description(port: port))")
    case .udp(let port): ("udp", "\(source) -> \(destination.description(port: port))")
    }
  }
}

extension TestSettings {
  /// The settings for a program, with the keys of the file.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [.init("seed", .integer(Int(clamping: seed)))]
    members.add("time-max", timeMax?.text)
    members.append(.init("events-max", .integer(eventsMax)))
    return .object(members)
  }
}
