extension Schema {
  /// The schema of the file as JSON Schema, draft 2020-12, for editors and for programs that write topologies.
  public static var json: JSONValue {
    var definitions = objects.map { JSONValue.Member($0.name, json(of: $0)) }
    definitions.append(JSONValue.Member("node", nodeJSON))
    definitions.append(JSONValue.Member("any-node", anyNodeJSON))
    return .object([
      .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
      .init("title", "Weft topology"),
      .init("description", .string(file.text)),
      .init("$ref", .string(reference(file.name))),
      .init("$defs", .object(definitions)),
    ])
  }

  private static func reference(_ name: String) -> String { "#/$defs/\(name)" }

  private static func json(of object: SchemaObject) -> JSONValue {
    let keys = object.keys.filter { $0.use != .unsupported }
    let required = keys.filter(\.isRequired).map { JSONValue.string($0.name) }
    var members: [JSONValue.Member] = [
      .init("description", .string(object.text)),
      .init("type", isNullable(object) ? ["object", "null"] : "object"),
      .init("properties", .object(keys.map { .init($0.name, json(of: $0)) })),
    ]
    // What a node must have may come from its kind, its group or the defaults.
    if !required.isEmpty, !isNode(object) { members.append(.init("required", .array(required))) }
    if object.isExtensible { members.append(.init("patternProperties", ["^x-": [:]])) }
    members.append(.init("additionalProperties", false))
    return .object(members)
  }

  private static func isNode(_ object: SchemaObject) -> Bool { NodeKind(rawValue: object.name) != nil }

  private static func isNullable(_ object: SchemaObject) -> Bool {
    isNode(object)
      || [InterfaceKeys.object, FlowPortKeys.object, ConditionKeys.object, CoDelKeys.object, TestKeys.object]
        .contains { $0.name == object.name }
  }

  private static func json(of key: SchemaKey) -> JSONValue {
    var text = key.text
    if let defaultText = key.defaultText { text += " Default: \(defaultText)." }
    var members: [JSONValue.Member] = [.init("description", .string(text))]
    if case .object(let type) = json(of: key.type) { members += type }
    return .object(members)
  }

  private static func json(of type: SchemaType) -> JSONValue {
    switch type {
    case .text(let form):
      form.pattern.map { ["type": "string", "pattern": .string($0)] } ?? ["type": "string"]
    case .integer(let range):
      ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    case .boolean: ["type": "boolean"]
    case .value: ["type": ["string", "number", "boolean", "null"]]
    case .choice(let words): ["enum": .array(words.map(JSONValue.string))]
    case .list(let item): ["type": ["array", "null"], "items": json(of: item)]
    case .oneOrMany(let item):
      ["anyOf": [json(of: item), ["type": "array", "items": json(of: item)]]]
    case .map(let value): ["type": ["object", "null"], "additionalProperties": json(of: value)]
    case .object(let object): ["$ref": .string(reference(object.name))]
    case .oneOf(let objects): ["anyOf": .array(objects.map { ["$ref": .string(reference($0.name))] })]
    case .either(let first, let second): ["anyOf": [json(of: first), json(of: second)]]
    case .node: ["$ref": .string(reference("node"))]
    case .anyNode: ["$ref": .string(reference("any-node"))]
    case .kinds:
      [
        "type": ["object", "null"],
        "properties": .object(kindNames.map { .init($0.name, ["$ref": .string(reference($0.kind.rawValue))]) }),
        "additionalProperties": ["type": ["object", "null"]],
      ]
    case .mapping: ["type": "object"]
    case .opaque: [:]
    }
  }

  private static let kindNames: [(name: String, kind: NodeKind)] =
    NodeKind.allCases.map { ($0.rawValue, $0) } + NodeKind.aliases

  /// A node: the keys of its kind where it names one, else those of any.
  private static var nodeJSON: JSONValue {
    var rules = NodeKind.allCases.map { kind -> JSONValue in
      let names = kindNames.filter { $0.kind == kind }.map { JSONValue.string($0.name) }
      return [
        "if": ["type": "object", "properties": ["kind": ["enum": .array(names)]], "required": ["kind"]],
        "then": ["$ref": .string(reference(kind.rawValue))],
      ]
    }
    rules.append([
      "if": ["not": ["type": "object", "required": ["kind"]]], "then": ["$ref": .string(reference("any-node"))],
    ])
    return [
      "description": "A node, or nothing where its group or the defaults say everything.",
      "type": ["object", "null"],
      "properties": ["kind": ["enum": .array(NodeKind.names.map(JSONValue.string))]],
      "allOf": .array(rules),
    ]
  }

  /// The keys of all kinds together; a key that several kinds have takes what any of them takes.
  private static var anyNodeJSON: JSONValue {
    var names: [String] = []
    var types: [String: [JSONValue]] = [:]
    for key in NodeKind.allCases.flatMap({ object(of: $0).keys }) where key.use != .unsupported {
      if types[key.name] == nil { names.append(key.name) }
      let type = json(of: key)
      if types[key.name]?.contains(type) != true { types[key.name, default: []].append(type) }
    }
    let members = names.map { name -> JSONValue.Member in
      let all = types[name] ?? []
      return .init(name, all.count == 1 ? all[0] : ["anyOf": .array(all)])
    }
    return [
      "description": "Keys of any kind of node.", "type": ["object", "null"], "properties": .object(members),
      "additionalProperties": false,
    ]
  }
}
