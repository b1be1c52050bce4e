import Capture
import Dataplane
import Hosts
import Runtime
import Topology

/// One of the ways to run a lab: what turns the crank of its elements, what its hosts are made of, and what time it is.
/// Everything else about a running lab is the same for all of them.
protocol LabEngine: Sendable {
  /// What its name is for people.
  var kind: LabEngineKind { get }
  /// Turns the crank of the elements.
  var crank: any Crank { get }
  /// The hosts, and whatever else stands at the edge.
  var hosts: any LabHosts { get }
  /// Nanoseconds from the engine's origin of time to 1970.
  var wallClockOffset: Int64 { get }
  /// The time since the engine's origin.
  var now: Instant { get async }
  /// Waits, in the engine's time.
  func sleep(for duration: Duration) async throws
}

/// The name of an engine.
public enum LabEngineKind: String, Codable, Sendable {
  /// Virtual time on one thread, with embedded hosts.
  case simulated
  /// Real time, with real programs.
  case live
}

/// What runs the elements of a lab: a worker's thread, or a simulator.
protocol Crank: SerialExecutor {
  /// Moves the packets.
  var dispatcher: Dispatcher { get }
  /// Begins to poll a device at the edge.
  func add(_ device: some DeviceElement) throws
  /// Ends that.
  func remove(_ device: some DeviceElement)
  /// Ends the crank; elements must be detached.
  func stop()
  /// How far it has been behind its clock; `nil` where time is virtual.
  var latenessSoFar: Lateness? { get }
}

extension Worker: Crank {
  var latenessSoFar: Lateness? { lateness }
}

/// The hosts of a lab, as an engine makes them.
protocol LabHosts: Sendable {
  /// Brings up a host, or another node at the edge, without its links.
  func add(_ node: ResolvedNode, to datapath: Datapath) async throws
  /// Takes one down; its links are gone already.
  func remove(_ node: String, from datapath: Datapath) async
  /// Brings the interfaces of these hosts up, once their links carry what they send, and opens the ports on which they
  /// answer by themselves.
  func start(_ nodes: [ResolvedNode], of lab: ResolvedLab) async throws
  /// Runs the `exec` lines of these hosts. Answers a line for each that failed.
  func runLines(of nodes: [ResolvedNode], in lab: ResolvedLab) async throws -> [String]
  /// Gives the hosts the names of the lab as it is now.
  func refreshNames(_ lab: ResolvedLab) async throws
  /// Has a host try something.
  func run(_ probe: Probe, from host: String) async throws -> ProbeOutcome
  /// Takes all of them down.
  func shutDown() async
}
