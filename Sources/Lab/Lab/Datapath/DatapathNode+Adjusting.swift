import FlowSwitching
import Hosts
import Middleboxes
import Routing
import Switching
import Topology
import Wire

/// Changes that an element takes while it runs, and one line about what it holds. Called on the worker.
extension DatapathNode {
  /// True where a running node of the settings `old` can be given those of `new` without being taken out.
  static func canAdjust(_ old: ResolvedNode, _ new: ResolvedNode) -> Bool {
    guard old.interfaces == new.interfaces else { return false }
    switch (old.role, new.role) {
    case (.router, .router): return true
    default: return false
    }
  }

  /// Gives the running element the settings of `node`.
  func adjust(to node: ResolvedNode) throws {
    switch (self, node.role) {
    case (.router(let router), .router(let settings)):
      let routes = StaticRoute.routes(settings.routes, of: node)
      let failure: (any Error)? = router.assumeIsolated { router in
        do { try router.replaceRoutes(with: routes) } catch { return error }
        return nil
      }
      if let failure { throw LabError(.invalidFile, "router \(node.name): \(failure)") }
    default: throw LabError(.failed, "\(node.name) cannot be changed while it runs")
    }
  }

  /// One line about what the element holds.
  var detail: String? {
    switch self {
    case .hub, .edge: nil
    case .host(let element): element.assumeIsolated { $0.status().description }
    case .learningSwitch(let element): element.assumeIsolated { counted($0.stations().count, "station") }
    case .flowSwitch(let element): element.assumeIsolated { counted($0.statistics().count, "rule") }
    case .nat(let element): element.assumeIsolated { counted($0.mappings().count, "mapping") }
    case .router(let element):
      element.assumeIsolated {
        counted($0.routes().count, "route") + ", " + counted($0.neighbours().count, "neighbour")
      }
    }
  }
}

extension Datapath {
  /// Gives a running element the settings of `node`.
  func adjust(_ node: ResolvedNode) throws {
    note(.adjust(node.name))
    try nodes[node.name]?.adjust(to: node)
  }

  /// The embedded host of that name; `nil` where the node is none.
  func embeddedHost(_ name: String) -> Host? {
    if case .host(let host)? = nodes[name] { host } else { nil }
  }
}

/// A number of things in words: `1 rule`, `2 rules`.
private func counted(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
