import Buffers
import Capture
import Dataplane
import Devices
import FlowSwitching
import Linux
import Simulation
import Switching
import Topology

/// The running elements of a lab and the links between them: an actor on its engine's executor, so that every change
/// happens between two batches.
actor Datapath {
  /// What turns the crank.
  nonisolated let crank: any Crank
  private(set) var nodes: [String: DatapathNode] = [:]
  private var ports: [Endpoint: PortReference] = [:]
  private(set) var devices: [Endpoint: any DeviceElement] = [:]
  /// Everybody who watches packets.
  let observers = ObserverGroup()
  /// Records for captures.
  let captureHub = CaptureHub()
  /// Traces under way, by their numbers.
  var recorders: [UInt16: TraceRecorder] = [:]
  /// Folds every packet event of the run; `nil` where nobody asked for it.
  private let digest: RunDigest?
  /// Links, by their ends.
  var cables: [LinkEnds: Cable] = [:]
  /// Conversations that are watched, by the number of their range of trace numbers.
  var watches: [Int: (watch: FlowWatch, ports: [PortReference])] = [:]
  /// Who records what is done here; `nil` where nobody does.
  var recorder: Recorder?

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe crank.asUnownedSerialExecutor() }

  init(crank: any Crank, wantsDigest: Bool = false) {
    self.crank = crank
    digest = wantsDigest ? RunDigest() : nil
  }

  /// The digest over every packet event so far.
  var digestText: String? { digest?.text }

  /// Lets observers see what the dispatcher sees.
  func start() {
    observers.add(captureHub)
    if let digest { observers.add(digest) }
    crank.dispatcher.observer = observers
  }

  /// A context for an element that is about to be made; a digest sees all its ports.
  func makeContext(name: String, ports: [String]) -> ElementContext {
    let context = crank.dispatcher.makeContext(name: name, ports: ports)
    if digest != nil {
      for port in ports.indices { context.tap(port: port) }
    }
    return context
  }

  /// Adds the element of a node that is not a device.
  func add(_ node: ResolvedNode) throws {
    note(.addNode(node.name))
    let context = makeContext(name: node.name, ports: node.interfaces.map(\.name))
    let element = try DatapathNode(node, context)
    element.attach(to: crank.dispatcher)
    nodes[node.name] = element
    for (index, interface) in node.interfaces.enumerated() {
      ports[Endpoint(node: node.name, interface: interface.name)] = PortReference(context, index)
    }
  }

  /// Adds a device at the edge: the interface of a host, or a TAP of the machine.
  func add(_ device: consuming TapDevice, at endpoint: Endpoint) throws {
    let context = makeContext(name: endpoint.node, ports: [endpoint.interface])
    try add(TapPort(context: context, device: device), at: endpoint)
  }

  /// Adds an interface that the machine has already.
  func add(packetSocket socket: consuming OwnedDescriptor, at endpoint: Endpoint) throws {
    let context = makeContext(name: endpoint.node, ports: [endpoint.interface])
    try add(PacketSocketPort(context: context, socket: socket), at: endpoint)
  }

  /// Adds a device of any kind.
  func add(_ device: some DeviceElement, at endpoint: Endpoint) throws {
    try crank.add(device)
    devices[endpoint] = device
    ports[endpoint] = PortReference(device.context, 0)
    noteDevice(device, at: endpoint)
  }

  /// Removes a node with its devices; its links must be gone.
  func remove(_ node: String) {
    note(.removeNode(node))
    OwnedDescriptor.closeAll(detach(node))
  }

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

  /// Has switches forget the stations that they learnt at these ports.
  func forgetStations(behind ends: [Endpoint]) {
    for end in ends {
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
    endRecording()
    for cable in cables.values.sorted(by: { $0.link.ends < $1.link.ends }) { try? disconnect(cable.link) }
    OwnedDescriptor.closeAll(Set(ports.keys.map(\.node)).flatMap { detach($0) })
    crank.dispatcher.observer = nil
    crank.stop()
  }
}
