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
    let recorder = TraceRecorder(traceID: traceID)
    let port = try port(packet.source)
    guard var injected = crank.dispatcher.pool.packet(packet.frame) else {
      throw LabError(.failed, "no packet buffer is free")
    }
    injected.traceID = traceID
    recorders[traceID] = recorder
    observers.add(recorder)
    port.context.emit(injected, to: port.port)
  }

  /// How many steps there are, and whether the last was an end.
  func traceProgress(_ traceID: UInt16) -> (count: Int, hasEnded: Bool) {
    (recorders[traceID]?.steps.count ?? 0, recorders[traceID]?.hasEnded ?? true)
  }

  /// Ends the watching, and sums it up.
  func finishTrace(_ traceID: UInt16, _ packet: SyntheticPacket) -> TraceReport {
    let recorder = recorders.removeValue(forKey: traceID) ?? TraceRecorder(traceID: traceID)
    observers.remove(recorder)
    let arrived = packet.target.map { recorder.deliveries.contains($0) } ?? !recorder.deliveries.isEmpty
    let verdict: String
    if arrived {
      verdict = "delivered to \(packet.target ?? recorder.deliveries.last ?? "the edge")"
    } else if let drop = recorder.drops.last {
      verdict = "dropped by \(drop.node): \(drop.reason.description)"
    } else if let step = recorder.steps.last {
      verdict = recorder.hasEnded ? "ended at \(step.node)" : "still held by \(step.node)"
    } else {
      verdict = "lost"
    }
    let summary = unsafe PacketSummary.describe(frame: packet.frame.span.bytes)
    return TraceReport(packet: summary, steps: recorder.steps, verdict: verdict, isDelivered: arrived)
  }
}
