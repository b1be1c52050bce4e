import Buffers
import Capture
import Dataplane
import Devices
import FlowSwitching
import Linux
import Switching
import Topology

/// The running elements of a lab and the links between them: an actor on its engine's executor, so that every change
/// happens between two batches.
actor Datapath {
  /// What turns the crank.
  nonisolated let crank: any Crank
  private(set) var nodes: [String: DatapathNode] = [:]
  private var ports: [Endpoint: PortReference] = [:]
  private var devices: [Endpoint: any DeviceElement] = [:]
  /// Everybody who watches packets.
  let observers = ObserverGroup()
  /// Records for captures.
  let captureHub = CaptureHub()
  /// Traces under way, by their numbers.
  var recorders: [UInt16: TraceRecorder] = [:]
  private(set) var links: Set<ResolvedLink> = []

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe crank.asUnownedSerialExecutor() }

  init(crank: any Crank) { self.crank = crank }

  /// Lets observers see what the dispatcher sees.
  func start() {
    observers.add(captureHub)
    crank.dispatcher.observer = observers
  }

  /// Adds the element of a node that is not a device.
  func add(_ node: ResolvedNode) throws {
    let context = crank.dispatcher.makeContext(name: node.name, ports: node.interfaces.map(\.name))
    let element = try DatapathNode(node, context)
    element.attach(to: crank.dispatcher)
    nodes[node.name] = element
    for (index, interface) in node.interfaces.enumerated() {
      ports[Endpoint(node: node.name, interface: interface.name)] = PortReference(context, index)
    }
  }

  /// Adds a device at the edge: the interface of a host, or a TAP of the machine.
  func add(_ device: consuming TapDevice, at endpoint: Endpoint) throws {
    let context = crank.dispatcher.makeContext(name: endpoint.node, ports: [endpoint.interface])
    try add(TapPort(context: context, device: device), at: endpoint)
  }

  /// Adds an interface that the machine has already.
  func add(packetSocket socket: consuming OwnedDescriptor, at endpoint: Endpoint) throws {
    let context = crank.dispatcher.makeContext(name: endpoint.node, ports: [endpoint.interface])
    try add(PacketSocketPort(context: context, socket: socket), at: endpoint)
  }

  private func add(_ device: some DeviceElement, at endpoint: Endpoint) throws {
    try crank.add(device)
    devices[endpoint] = device
    ports[endpoint] = PortReference(device.context, 0)
  }

  /// Removes a node with its devices; its links must be gone.
  func remove(_ node: String) { OwnedDescriptor.closeAll(detach(node)) }

  /// Takes a node out, and answers the descriptors of its devices, to be closed.
  private func detach(_ node: String) -> [Int32] {
    var descriptors: [Int32] = []
    for (endpoint, device) in devices where endpoint.node == node {
      descriptors += [release(device)].compactMap(\.self)
      devices[endpoint] = nil
    }
    for (endpoint, port) in ports where endpoint.node == node { captureHub.unwatch(port.context) }
    if let element = nodes.removeValue(forKey: node) { crank.dispatcher.detach(element.context) }
    for endpoint in ports.keys where endpoint.node == node { ports[endpoint] = nil }
    return descriptors
  }

  private func release(_ device: some DeviceElement) -> Int32? {
    crank.remove(device)
    return device.assumeIsolated { $0.releaseDescriptor() }
  }

  /// Joins two ports.
  func connect(_ link: ResolvedLink) throws {
    crank.dispatcher.connect(try port(link.first), try port(link.second))
    links.insert(link)
  }

  /// Takes a link away; what was in it is dropped as `removed`.
  func disconnect(_ link: ResolvedLink) throws {
    let (first, second) = (try port(link.first), try port(link.second))
    crank.dispatcher.disconnect(first, second)
    links.remove(link)
    for end in [link.first, link.second] {
      if case .learningSwitch(let element)? = nodes[end.node], let port = ports[end]?.port {
        element.assumeIsolated { $0.forget(port: port) }
      } else if case .flowSwitch(let element)? = nodes[end.node], let port = ports[end]?.port {
        element.assumeIsolated { $0.forgetStations(at: port) }
      }
    }
  }

  /// The port of that name.
  func port(_ endpoint: Endpoint) throws -> PortReference {
    guard let port = ports[endpoint] else {
      throw LabError.unknown("port", endpoint.description, known: ports.keys.map(\.description))
    }
    return port
  }

  /// Every port with its name, in the order of names.
  var allPorts: [(endpoint: Endpoint, port: PortReference)] {
    ports.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Ends the engine: every element is detached, its devices are closed, its crank stops.
  func shutDown() {
    for link in links { try? disconnect(link) }
    OwnedDescriptor.closeAll(Set(ports.keys.map(\.node)).flatMap { detach($0) })
    crank.dispatcher.observer = nil
    crank.stop()
  }
}
