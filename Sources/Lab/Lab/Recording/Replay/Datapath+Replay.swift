import Dataplane
import Topology

/// What a replay asks of its datapath before it does what a file says.
extension Datapath {
  /// True where there is a node of that name, or a device of one.
  func has(_ node: String) -> Bool { isElement(node) || devices.keys.contains { $0.node == node } }

  /// True where the node is an element, and no device.
  func isElement(_ node: String) -> Bool { nodes[node] != nil }

  /// True where there is such a port.
  func has(_ endpoint: Endpoint) -> Bool { (try? port(endpoint)) != nil }

  /// True where a link leads to the node.
  func isLinked(_ node: String) -> Bool { cables.keys.contains { $0.low.node == node || $0.high.node == node } }

  /// True where a link can join its two ports: both are there and free.
  func canConnect(_ link: ResolvedLink) -> Bool {
    guard link.first != link.second, let first = try? port(link.first), let second = try? port(link.second) else {
      return false
    }
    return !first.context.isConnected(first.port) && !second.context.isConnected(second.port)
  }

  /// Adds what stands for a device, and shows `outputs` what goes out by it.
  func addReplayDevice(at endpoint: Endpoint, _ outputs: any TurnRecorder) throws -> ReplayDevice {
    let device = ReplayDevice(context: makeContext(name: endpoint.node, ports: [endpoint.interface]))
    try add(device, at: endpoint)
    device.assumeIsolated { $0.setRecorder(outputs) }
    return device
  }
}
