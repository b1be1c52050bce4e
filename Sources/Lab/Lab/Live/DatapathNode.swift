import Dataplane
import Switching
import Topology

/// The element that a node of the file became.
enum DatapathNode {
  case hub(Hub)
  case learningSwitch(LearningSwitch)

  /// Makes the element of a node.
  init(_ node: ResolvedNode, _ context: ElementContext) throws {
    switch node.role {
    case .hub: self = .hub(Hub(context: context))
    case .learningSwitch(let settings):
      self = .learningSwitch(
        LearningSwitch(context: context, configuration: .init(settings, ports: node.interfaces)))
    case .flowSwitch, .router, .nat, .host, .tap, .interface:
      throw LabError(.failed, "a node of kind \(node.kind.rawValue) is no element")
    }
  }

  /// The element's way to its ports and counters.
  var context: ElementContext {
    switch self {
    case .hub(let element): element.context
    case .learningSwitch(let element): element.context
    }
  }

  /// One line about what it holds.
  var detail: String? { nil }

  /// Begins to hand packets to the element.
  func attach(to dispatcher: Dispatcher) {
    switch self {
    case .hub(let element): dispatcher.attach(element)
    case .learningSwitch(let element): dispatcher.attach(element)
    }
  }
}

extension LearningSwitch.Configuration {
  /// What the file says of a switch and its ports. A switch looks at tags as soon as one of its ports has VLANs; a port
  /// that is not named is then an access port of VLAN 1.
  init(_ settings: SwitchSettings, ports: [ResolvedInterface]) {
    self.init()
    ageing = settings.ageing
    if ports.contains(where: { $0.vlan != nil }) {
      vlans = ports.map { port in
        switch port.vlan {
        case .access(let vlan): .access(vlan)
        case .trunk(let vlans, let native): .trunk(vlans, native: native)
        case nil: .access(1)
        }
      }
    }
  }
}
