import Buffers
import Dataplane
import Routing
import Wire

/// TCP, which the endpoints do.
extension HostStack {
  mutating func receiveTCP(
    _ packet: consuming Packet, _ headers: IPHeaders, on port: Int, _ context: ElementContext
  ) {
    guard plane.hasIntactPayload(packet) else { return context.drop(packet, .badChecksum) }
    plane.refuseTCP(packet, headers, context)
  }

  mutating func startTCP(_ probe: TCPProbe, _ answer: ProbeRuns.Answer, _ context: ElementContext) {
    answer.resume(returning: .tcp(TCPOutcome(.timedOut)))
  }

  mutating func driveTCP(_ context: ElementContext) {}
  mutating func rejectTCP(_ quoted: QuotedDatagram, _ rejection: Rejection, _ context: ElementContext) {}
  mutating func pathMTUChanged(_ destination: IPAddress, _ mtu: Int, _ context: ElementContext) {}
  mutating func cancelTCP(_ context: ElementContext) {}
}
