public import Hosts
public import Linux
public import SystemPackage

/// Carries out probes at a host of the running lab, with the kernel's own sockets: what a program there would see.
///
/// The sockets are made inside the host's network namespace and used from a thread of their own. An embedded host
/// answers the same ``Probe`` with the same ``ProbeOutcome``:
///
/// - A rejection that the host itself speaks has no source. The kernel reports a neighbour that does not answer as an ICMP
///   error from the host's own address; here it is `neighbourUnreachable` of no source.
/// - An ICMP error for the opening of a TCP connection ends it, even where it may be of short duration (tcp(7)); an open
///   connection bears such errors.
/// - Round trips end when the kernel received the packet, not when this process was woken.
///
/// See also: ping(8), traceroute(8), ip(7) on IP_RECVERR.
public struct LiveProber: Sendable {
  private let namespace: NetworkNamespace

  /// Probes from the host that `namespace` is the network of.
  public init(namespace: NetworkNamespace) { self.namespace = namespace }

  /// Carries out a probe. Cancelled, it answers what has come until then. Throws where the machine is at fault: it has no
  /// descriptors or threads left, or does not let this process use ICMP sockets.
  public func run(_ probe: Probe) async throws(Errno) -> ProbeOutcome {
    let interrupt = Interrupt(counter: try EventCounter())
    let result = await withTaskCancellationHandler {
      await ProbeThreads.shared.run { [namespace] in
        Result { () throws(Errno) in
          try LiveProber.perform(probe, in: ProbeSetting(namespace: namespace, interrupt: interrupt))
        }
      }
    } onCancel: {
      interrupt.counter.signal()
    }
    return try result.get()
  }

  /// Carries out a probe on the calling thread.
  private static func perform(_ probe: Probe, in setting: ProbeSetting) throws(Errno) -> ProbeOutcome {
    switch probe {
    case .ping(let probe): .ping(try LivePing.run(probe, in: setting))
    case .tcp(let probe): .tcp(try LiveConnection.run(probe, in: setting))
    case .udp(let probe): .udp(try LiveDatagram.run(probe, in: setting))
    case .traceroute(let probe): .traceroute(try LiveTraceroute.run(probe, in: setting))
    }
  }
}

/// What ends a probe early.
final class Interrupt: Sendable {
  let counter: EventCounter

  init(counter: consuming EventCounter) { self.counter = counter }
}
