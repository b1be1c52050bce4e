/// Every key of the file: the source of the decoder's tables and of the JSON schema.
public enum Schema {
  /// The keys of the file itself; every other mapping is reached from here.
  public static let file: SchemaObject = FileKeys.object

  /// The keys of a node of `kind`.
  public static func object(of kind: NodeKind) -> SchemaObject {
    switch kind {
    case .host: HostKeys.object
    case .hub: HubKeys.object
    case .learningSwitch: SwitchKeys.object
    case .flowSwitch: FlowSwitchKeys.object
    case .router: RouterKeys.object
    case .nat: NATKeys.object
    case .tap: DeviceKeys.tap
    case .interface: DeviceKeys.interface
    }
  }

  /// Every mapping with a fixed set of keys, each once: those reached from the file first, then the kinds of node.
  public static let objects: [SchemaObject] = {
    var found: [SchemaObject] = []
    func visit(_ object: SchemaObject) {
      guard !found.contains(where: { $0.name == object.name }) else { return }
      found.append(object)
      for key in object.keys { visit(key.type) }
    }
    func visit(_ type: SchemaType) {
      switch type {
      case .object(let object): visit(object)
      case .oneOf(let objects): for object in objects { visit(object) }
      case .list(let type), .oneOrMany(let type), .map(let type): visit(type)
      case .either(let first, let second):
        visit(first)
        visit(second)
      case .text, .integer, .boolean, .value, .choice, .node, .anyNode, .kinds, .mapping, .opaque: break
      }
    }
    visit(file)
    for kind in NodeKind.allCases { visit(object(of: kind)) }
    return found
  }()

  /// The kinds of node that have a key of that name which is used.
  static func kinds(with key: String) -> [NodeKind] {
    NodeKind.allCases.filter { object(of: $0).key(named: key)?.use == .used }
  }
}
