import Dataplane
import Routing
import Wire

/// Starting probes, and driving them on.
extension HostStack {
  /// Starts a probe; `answer` is resumed once, perhaps at once. One more than ``probesMax``, or than there are ports,
  /// comes to nothing.
  mutating func start(_ probe: Probe, _ answer: ProbeRuns.Answer, _ context: ElementContext) {
    switch probe {
    case .ping(let probe):
      guard runs.count < HostStack.probesMax else { return answer.resume(returning: .ping(PingOutcome())) }
      let identifier = runs.takeIdentifier()
      runs.pings[identifier] = ProbeRuns.Ping(run: PingRun(probe, at: context.now), answer: answer)
      drivePing(identifier, context)
    case .udp(let probe):
      start(.exchange(DatagramRun(probe, at: context.now)), answer, otherwise: .udp(.unanswered), context)
    case .traceroute(let probe):
      start(.way(TracerouteRun(probe)), answer, otherwise: .traceroute(TracerouteOutcome()), context)
    case .tcp(let probe): startTCP(probe, answer, context)
    }
    finishTurn(context)
  }

  private mutating func start(
    _ kind: ProbeRuns.Datagram.Kind, _ answer: ProbeRuns.Answer, otherwise: ProbeOutcome, _ context: ElementContext
  ) {
    let udp = listeners.udp
    guard runs.count < HostStack.probesMax,
      let port = runs.freePort(random: context.random(), isTaken: { udp[$0] != nil })
    else { return answer.resume(returning: otherwise) }
    runs.datagrams[port] = ProbeRuns.Datagram(kind: kind, answer: answer)
    driveDatagram(port, context)
  }

  /// Does what is due for a ping.
  mutating func drivePing(_ identifier: UInt16, _ context: ElementContext) {
    while let step = runs.pings[identifier]?.run.step(at: context.now) {
      switch step {
      case .send(let number): ask(identifier, number, context)
      case .wait(let deadline):
        if runs.pings[identifier]?.alarm.sets(deadline, at: context.now) ?? false {
          context.setTimer(at: deadline, token: HostTimer.ping(identifier).token)
        }
        return
      case .done:
        if let ping = runs.pings.removeValue(forKey: identifier) {
          ping.answer.resume(returning: .ping(ping.run.outcome))
        }
        return
      }
    }
  }

  /// Sends an echo request. Its data count up, as those of ping(8) do.
  private mutating func ask(_ identifier: UInt16, _ number: Int, _ context: ElementContext) {
    guard let probe = runs.pings[identifier]?.run.probe else { return }
    let sequence = UInt16(truncatingIfNeeded: number + 1)
    let version = probe.destination.version
    let outgoing = Outgoing(
      proto: version == .v4 ? .icmp : .icmpv6, destination: probe.destination,
      fragmenting: probe.dontFragment ? .never : .anywhere)
    let length = min(max(probe.payloadLength, 0), HostStack.lengthMax)
    let cause = send(outgoing, length: ICMPv4View.length + length, context) { bytes, offset in
      switch version {
      case .v4:
        ICMPv4Message.echoRequest(identifier: identifier, sequence: sequence).write(to: &bytes, at: offset)
      case .v6:
        ICMPv6Message.echoRequest(identifier: identifier, sequence: sequence).write(to: &bytes, at: offset)
      }
      for index in 0..<length {
        bytes.setOctet(UInt8(truncatingIfNeeded: index), at: offset + ICMPv4View.length + index)
      }
    }
    guard let cause else { return }
    if cause == .noRoute { runs.pings[identifier]?.run.fail(Rejection(cause)) }
    runs.pings[identifier]?.run.rejected(sequence, Rejection(cause))
  }

  /// Does what is due for the probe that waits on a UDP port.
  mutating func driveDatagram(_ port: UInt16, _ context: ElementContext) {
    while let kind = runs.datagrams[port]?.kind {
      let deadline: Instant?
      switch kind {
      case .exchange(let run): deadline = drive(run, port, context)
      case .way(let run): deadline = drive(run, port, context)
      }
      guard let deadline else { continue }
      if runs.datagrams[port]?.alarm.sets(deadline, at: context.now) ?? false {
        context.setTimer(at: deadline, token: HostTimer.datagram(port).token)
      }
      return
    }
  }

  /// One step of a UDP probe; answers until when it waits, or `nil` where there is more to do.
  private mutating func drive(_ run: DatagramRun, _ port: UInt16, _ context: ElementContext) -> Instant? {
    var run = run
    let step = run.step(at: context.now)
    runs.datagrams[port]?.kind = .exchange(run)
    switch step {
    case .wait(let deadline): return deadline
    case .done(let outcome): runs.datagrams.removeValue(forKey: port)?.answer.resume(returning: .udp(outcome))
    case .send:
      let outgoing = Outgoing(proto: .udp, destination: run.probe.destination)
      let ports = TransportPorts(source: port, destination: run.probe.port)
      if let cause = sendUDP(outgoing, ports, run.probe.payload, context) {
        runs.datagrams[port]?.rejected(Rejection(cause), port: run.probe.port, at: context.now)
      }
    }
    return nil
  }

  /// One step of a traceroute, likewise.
  private mutating func drive(_ run: TracerouteRun, _ port: UInt16, _ context: ElementContext) -> Instant? {
    var run = run
    let step = run.step(at: context.now)
    runs.datagrams[port]?.kind = .way(run)
    switch step {
    case .wait(let deadline): return deadline
    case .done(let outcome): runs.datagrams.removeValue(forKey: port)?.answer.resume(returning: .traceroute(outcome))
    case .send(let timeToLive, let destinationPort):
      let outgoing = Outgoing(proto: .udp, destination: run.probe.destination, timeToLive: timeToLive)
      let ports = TransportPorts(source: port, destination: destinationPort)
      let payload = [UInt8](repeating: 0x40, count: TracerouteRun.payloadLength)
      if let cause = sendUDP(outgoing, ports, payload, context) {
        runs.datagrams[port]?.rejected(Rejection(cause), port: destinationPort, at: context.now)
      }
    }
    return nil
  }

  /// Ends every probe with what has come of it so far: the host goes away.
  mutating func cancelProbes(_ context: ElementContext) {
    for identifier in runs.pings.keys.sorted() {
      guard let ping = runs.pings.removeValue(forKey: identifier) else { continue }
      ping.answer.resume(returning: .ping(ping.run.outcome))
    }
    for port in runs.datagrams.keys.sorted() {
      guard let datagram = runs.datagrams.removeValue(forKey: port) else { continue }
      switch datagram.kind {
      case .exchange: datagram.answer.resume(returning: .udp(.unanswered))
      case .way(let run): datagram.answer.resume(returning: .traceroute(run.outcome))
      }
    }
    cancelTCP(context)
  }
}
