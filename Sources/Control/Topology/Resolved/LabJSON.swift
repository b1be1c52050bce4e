import Wire

extension ResolvedLab {
  /// The lab for a program: every name and default resolved.
  public var json: JSONValue {
    [
      "name": .string(name), "nodes": .array(nodes.map(\.json)), "links": .array(links.map(\.json)),
      "flows": .object(flows.map { .init($0.node, .array($0.flows.map(\.json))) }),
      "captures": .array(captures.map(\.json)), "checks": .array(checks.map(\.json)),
      "scenario": .array(scenario.map(\.json)), "test": test.json,
    ]
  }
}

extension ResolvedNode {
  /// The node for a program.
  public var json: JSONValue {
    .object(
      [.init("name", .string(name)), .init("kind", .string(kind.rawValue))]
        + [.init("interfaces", .array(interfaces.map(\.json)))] + role.settings)
  }
}

extension ResolvedInterface {
  /// The interface for a program. VLANs and the port number are there only where the interface has them.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .string(name)), .init("mac", .string(mac.description)), .init("mtu", .integer(mtu)),
      .init("address", .strings(addresses)),
    ]
    switch vlan {
    case .access(let vlan): members.append(.init("access", .integer(Int(vlan))))
    case .trunk(let vlans, let native):
      members.append(.init("trunk", .array(vlans.map { .integer(Int($0)) })))
      if let native { members.append(.init("native", .integer(Int(native)))) }
    case nil: break
    }
    if let portNumber { members.append(.init("number", .integer(Int(portNumber)))) }
    return .object(members)
  }
}

extension ResolvedLink {
  /// The link for a program: its conditions with the keys of the file, by direction where the two differ.
  public var json: JSONValue {
    var members = [JSONValue.Member("endpoints", .strings([first, second]))]
    if forward == backward {
      members += forward.members
    } else {
      let directions = [(first, forward), (second, backward)].filter { !$0.1.isNone }
      members.append(.init("from", .object(directions.map { .init("\($0)", .object($1.members)) })))
    }
    if let schedule { members.append(.init("schedule", schedule.json(first, second))) }
    return .object(members)
  }
}

extension FlowSpec {
  /// The flow for a program, in the notation of the file.
  public var json: JSONValue {
    switch source {
    case .text(let text): .string(text)
    case .mapping(let value): value.json
    }
  }
}

extension CaptureSpec {
  /// The capture for a program, with the keys of the file.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("at", .strings(ports)), .init("file", .string(file)), .init("format", .string(format.rawValue)),
    ]
    if let filter { members.append(.init("filter", .string(filter))) }
    if let snapLength { members.append(.init("snaplen", .integer(snapLength))) }
    if let rotateBytes {
      var rotation: [JSONValue.Member] = [.init("bytes", .integer(Int(clamping: rotateBytes)))]
      if let rotateFiles { rotation.append(.init("count", .integer(rotateFiles))) }
      members.append(.init("rotate", .object(rotation)))
    }
    return .object(members)
  }
}

extension RawValue {
  /// The value for a program. What is neither quoted nor a number, true, false or null is text.
  public var json: JSONValue {
    switch content {
    case .list(let values): return .array(values.map(\.json))
    case .mapping(let entries): return .object(entries.map { .init($0.key.value, $0.value.json) })
    case .scalar(let scalar):
      if scalar.isNull { return .null }
      if let boolean = scalar.boolean { return .boolean(boolean) }
      if !scalar.isQuoted, let number = Int(scalar.text), String(number) == scalar.text { return .integer(number) }
      return .string(scalar.text)
    }
  }
}

extension JSONValue {
  /// A list of texts.
  static func strings(_ values: [some CustomStringConvertible]) -> JSONValue {
    .array(values.map { .string($0.description) })
  }
}
