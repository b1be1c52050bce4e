import Dataplane
import FlowSwitching
import Hosts
import Middleboxes
import Routing
import Switching
import Topology
import Wire

/// The element that a node of the file became.
enum DatapathNode {
  case hub(Hub)
  case learningSwitch(LearningSwitch)
  case flowSwitch(FlowSwitch)
  case router(Router)
  case nat(NAT)
  /// An embedded host, where hosts are simulated.
  case host(Host)
  /// A device of the machine, where nothing outside takes part.
  case edge(ClosedEdge)

  /// Makes the element of a node.
  init(_ node: ResolvedNode, _ context: ElementContext) throws {
    switch node.role {
    case .hub: self = .hub(Hub(context: context))
    case .learningSwitch(let settings):
      self = .learningSwitch(
        LearningSwitch(context: context, configuration: .init(settings, ports: node.interfaces)))
    case .router(let settings):
      do {
        let configuration = Router.Configuration(
          interfaces: node.interfaces.map(RouterInterface.init), routes: StaticRoute.routes(settings.routes, of: node))
        self = .router(try Router(context: context, configuration: configuration))
      } catch {
        throw LabError(.invalidFile, "router \(node.name): \(error)")
      }
    case .flowSwitch:
      self = .flowSwitch(FlowSwitch(context: context, numbers: node.interfaces.portNumbers))
    case .nat(let settings):
      do {
        self = .nat(try NAT(context: context, configuration: NAT.Configuration(settings, of: node)))
      } catch {
        throw LabError(.invalidFile, "NAT \(node.name): \(error)")
      }
    case .host(let settings):
      do {
        self = .host(try Host(context: context, configuration: .init(settings, of: node)))
      } catch {
        throw LabError(.invalidFile, "host \(node.name): \(error)")
      }
    case .tap, .interface: self = .edge(ClosedEdge(context: context))
    }
  }

  /// The element's way to its ports and counters.
  var context: ElementContext {
    switch self {
    case .hub(let element): element.context
    case .learningSwitch(let element): element.context
    case .flowSwitch(let element): element.context
    case .router(let element): element.context
    case .nat(let element): element.context
    case .host(let element): element.context
    case .edge(let element): element.context
    }
  }

  /// Begins to hand packets to the element.
  func attach(to dispatcher: Dispatcher) {
    switch self {
    case .hub(let element): dispatcher.attach(element)
    case .learningSwitch(let element): dispatcher.attach(element)
    case .flowSwitch(let element): dispatcher.attach(element)
    case .router(let element): dispatcher.attach(element)
    case .nat(let element): dispatcher.attach(element)
    case .host(let element): dispatcher.attach(element)
    case .edge(let element): dispatcher.attach(element)
    }
  }
}
