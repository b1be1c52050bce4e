import Buffers
import Dataplane
import Topology
import Wire

extension RunningLab {
  /// How long a packet may be held, for an answer to ARP say, before the trace ends without it.
  private static var patience: Duration { .seconds(4) }
  /// How long nothing must happen after an end before the trace is taken as whole.
  private static var quiet: Duration { .milliseconds(30) }

  /// Sends a synthetic packet from a host into the running lab, and tells what it met. It is not handed to the program
  /// of the host it arrives at; what it leaves behind in elements (a station learnt, a mapping) stays.
  public func trace(_ request: TraceRequest) async throws -> TraceReport {
    let packet = try SyntheticPacket(request, in: lab)
    let traceID = nextTraceID()
    try await datapath.startTrace(traceID, packet)
    var last = -1
    let start = await elapsed
    var quietSince = start
    var now = start
    while now - start < RunningLab.patience {
      let (count, hasEnded) = await datapath.traceProgress(traceID)
      if count != last {
        last = count
        quietSince = now
      } else if hasEnded && now - quietSince >= RunningLab.quiet {
        break
      }
      try await engine.sleep(for: .milliseconds(5))
      now = await elapsed
    }
    return await datapath.finishTrace(traceID, packet)
  }
}

extension Datapath {
  /// Injects the packet, with somebody watching it.
  func startTrace(_ traceID: UInt16, _ packet: SyntheticPacket) throws {
    let recorder = unsafe TraceRecorder(
      traceID: traceID, source: packet.source.node, summary: PacketSummary.describe(frame: packet.frame.span.bytes))
    let port = try port(packet.source)
    guard var injected = crank.dispatcher.pool.packet(packet.frame) else {
      throw LabError(.failed, "no packet buffer is free")
    }
    injected.traceID = traceID
    recorders[traceID] = recorder
    observers.add(recorder)
    self.recorder?.traceEnters(injected, at: port.context)
    port.context.emit(injected, to: port.port)
  }

  /// How many steps there are, and whether the last was an end.
  func traceProgress(_ traceID: UInt16) -> (count: Int, hasEnded: Bool) {
    (recorders[traceID]?.steps.count ?? 0, recorders[traceID]?.hasEnded ?? true)
  }

  /// Ends the watching, and sums it up.
  func finishTrace(_ traceID: UInt16, _ packet: SyntheticPacket) -> TraceReport {
    guard let recorder = recorders.removeValue(forKey: traceID) else {
      preconditionFailure("a trace is finished once")
    }
    observers.remove(recorder)
    return recorder.report(to: packet.target)
  }
}
