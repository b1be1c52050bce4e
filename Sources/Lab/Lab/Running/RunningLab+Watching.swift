import Capture
import Dataplane
public import Topology
public import Wire

/// Looking at what passes while something is tried.
extension RunningLab {
  /// Conversations that can be watched at once.
  static let watchesMax = 32

  /// Tries something while the packets of a conversation between `source` and `address` are watched.
  public func watching<Result: Sendable>(
    _ transport: FlowTransport, from source: String, to address: IPAddress, port: UInt16?,
    _ body: () async throws -> Result
  ) async throws -> (result: Result, story: FlowStory) {
    let owner = lab.owner(of: address)
    let pattern = FlowPattern(
      source: source, destination: owner, address: address, transport: transport, port: port)
    let edges = [source, owner].compactMap { $0 }.flatMap { lab.node(named: $0).map(endpoints) ?? [] }
    let number = try await datapath.beginWatch(pattern, at: edges)
    do {
      let result = try await body()
      return (result, await datapath.endWatch(number))
    } catch {
      _ = await datapath.endWatch(number)
      throw error
    }
  }

  private func endpoints(of node: ResolvedNode) -> [Endpoint] {
    node.interfaces.map { Endpoint(node: node.name, interface: $0.name) }
  }

  /// Begins to count the packets that `filter` accepts at the ports that `pattern` names, each once a port.
  public func beginCount(at pattern: PortPattern, filter: String?) async throws -> PacketCount {
    var configuration = CaptureSession.Configuration()
    do {
      if let filter { configuration.filter = try CaptureFilter(filter) }
    } catch {
      throw LabError(.invalidFile, "\(error)", hint: "filters are in libpcap's language: man pcap-filter")
    }
    configuration.recordsDrops = false
    configuration.bufferSize = CaptureSession.bufferSizeMin
    configuration.snapLength = 1
    let session = CaptureSession(configuration)
    try await datapath.watch(lab.endpoints(matching: pattern), for: session)
    return PacketCount(session: session)
  }

  /// Ends a count.
  public func endCount(_ count: PacketCount) async { await datapath.unwatch(count.session) }
}

/// A count of packets that goes on.
public struct PacketCount: Sendable {
  let session: CaptureSession

  /// Packets counted so far.
  public var packets: Int { Int(clamping: session.statistics.reduce(0) { $0 + $1.accepted }) }
}

extension Datapath {
  /// Follows the packets of a conversation from these ports on. Answers the number to end it by.
  func beginWatch(_ pattern: FlowPattern, at edges: [Endpoint]) throws -> Int {
    guard let number = (0..<RunningLab.watchesMax).first(where: { watches[$0] == nil }) else {
      throw LabError(.failed, "more than \(RunningLab.watchesMax) conversations are watched at once")
    }
    // The upper half of the trace numbers is for watches; `trace` has the lower.
    let ports = try edges.map { try port($0) }
    let watch = FlowWatch(pattern, firstID: 0x8000 + UInt16(number * FlowWatch.packetsMax))
    watches[number] = (watch, ports)
    observers.add(watch)
    for port in ports { port.context.tap(port: port.port) }
    return number
  }

  /// Ends that, and tells what was seen.
  func endWatch(_ number: Int) -> FlowStory {
    guard let (watch, ports) = watches.removeValue(forKey: number) else { return FlowStory([]) }
    for port in ports { port.context.untap(port: port.port) }
    observers.remove(watch)
    return watch.story
  }
}
