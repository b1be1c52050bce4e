import Buffers
import Dataplane
import Routing
import Wire

/// TCP: the endpoints do it, and the host carries their segments.
extension HostStack {
  /// The most rounds in which segments of one turn beget others at once.
  static let tcpRoundsMax = 64

  /// A segment came.
  mutating func receiveTCP(
    _ packet: consuming Packet, _ headers: IPHeaders, on port: Int, _ context: ElementContext
  ) {
    guard plane.hasIntactPayload(packet) else { return context.drop(packet, .badChecksum) }
    guard let segment = HostStack.segment(packet, headers) else { return context.drop(packet, .malformed) }
    let refused = tcp.counters.refused
    tcp.receive(
      segment, from: headers.source, to: headers.destination, mtu: plane.interfaces[port].mtu, at: context.now)
    if tcp.counters.refused == refused { return context.deliver(packet) }
    if packet.traceID != 0 {
      context.note(packet, "nothing listens on TCP port \(segment.header.destinationPort): reset")
    }
    context.drop(packet, .unsupported)
  }

  private static func segment(_ packet: borrowing Packet, _ headers: IPHeaders) -> TCPSegment? {
    guard let view = TCPView(packet.bytes.extracting(droppingFirst: headers.payloadOffset)) else { return nil }
    return TCPSegment(TCPHeader(view), payload: [UInt8](octets: view.payload))
  }

  /// Sends what the connections have to say, answers probes that have ended, and sets the timer.
  mutating func settleTCP(_ context: ElementContext) {
    var isSettled = false
    for _ in 0..<HostStack.tcpRoundsMax {
      let transmissions = tcp.takeTransmissions()
      isSettled = transmissions.isEmpty
      if isSettled { break }
      for transmission in transmissions { send(transmission, context) }
    }
    for (id, outcome) in tcp.takeOutcomes() {
      runs.connections.removeValue(forKey: id)?.resume(returning: .tcp(outcome))
    }
    if let deadline = tcp.nextDeadline, tcpAlarm.sets(deadline, at: context.now) {
      context.setTimer(at: deadline, token: HostTimer.tcp.token)
    }
    tcpIsConcerned = !isSettled
  }

  private mutating func send(_ transmission: TCPTransmission, _ context: ElementContext) {
    let outgoing = Outgoing(
      proto: .tcp, source: transmission.source, destination: transmission.destination,
      scope: plane.link(of: transmission.source),
      fragmenting: transmission.dontFragment ? .byPath : .anywhere)
    let segment = transmission.segment
    let headerLength = segment.header.length
    let cause = send(outgoing, length: headerLength + segment.payload.count, context) { bytes, offset in
      segment.header.write(to: &bytes, at: offset)
      let octets = segment.payload.span
      unsafe bytes.setBytes(octets.bytes, at: offset + headerLength)
    }
    if let cause { tcp.rejected(Rejection(cause), destination: transmission.destination, at: context.now) }
  }

  /// Opens a connection for a probe.
  mutating func startTCP(_ probe: TCPProbe, _ answer: ProbeRuns.Answer, _ context: ElementContext) {
    let reach = plane.reach(probe.destination)
    guard runs.count < HostStack.probesMax, let source = plane.source(towards: probe.destination, by: reach) else {
      return answer.resume(returning: .tcp(TCPOutcome(.rejected(Rejection(.noRoute)))))
    }
    let mtu = if case .link(let port, _) = reach { plane.interfaces[port].mtu } else { RouterInterface.mtuMax }
    let id = runs.takeConnection(answer)
    tcp.start(
      probe, id: id, from: source, mtu: mtu, pathMTU: pathMTUs.entry(probe.destination, at: context.now)?.mtu,
      at: context.now)
  }

  /// An ICMP error came about a segment, or its neighbour did not answer.
  mutating func rejectTCP(_ quoted: QuotedDatagram, _ rejection: Rejection, _ context: ElementContext) {
    tcp.receiveError(
      rejection, quoting: (quoted.sourcePort, quoted.destinationPort), sequence: quoted.next, from: quoted.source,
      to: quoted.destination, at: context.now)
  }

  /// Puts `listeners` in the place of all there were.
  mutating func setListeners(_ listeners: [Listener]) {
    let old = self.listeners.tcp.keys
    self.listeners = ListenerTable(listeners)
    for port in old where self.listeners.tcp[port] == nil { tcp.stopListening(on: port) }
    for (port, makeResponder) in self.listeners.tcp { tcp.listen(on: port, making: makeResponder) }
  }

  /// Ends every TCP probe: the host goes away.
  mutating func cancelTCP(_ context: ElementContext) {
    for id in runs.connections.keys.sorted() {
      tcp.cancel(id: id, at: context.now)
      runs.connections.removeValue(forKey: id)?.resume(returning: .tcp(TCPOutcome(.timedOut)))
    }
    finishTurn(context)
  }
}
