import Dataplane
import Routing
import Wire

extension HostStack {
  /// How the host is.
  var status: Host.Status {
    var status = Host.Status()
    status.connections = tcp.connectionCount
    status.neighbours = plane.neighbourEntries
    status.probes = runs.count
    status.reassemblies = reassembler.count
    status.tentative = detection.candidates.map(\.address)
    status.duplicates = detection.duplicates
    return status
  }

  /// Sends a datagram for nobody in particular.
  mutating func sendDatagram(
    _ payload: [UInt8], to destination: IPAddress, _ ports: TransportPorts, _ context: ElementContext
  ) -> Rejection? {
    let cause = sendUDP(Outgoing(proto: .udp, destination: destination), ports, payload, context)
    finishTurn(context)
    return cause.map { Rejection($0) }
  }
}
