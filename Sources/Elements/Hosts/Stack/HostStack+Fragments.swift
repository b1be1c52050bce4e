import Buffers
import Dataplane
import Routing
import Wire

/// Fragments to the host.
extension HostStack {
  /// Keeps a fragment until its datagram is whole, which is then delivered.
  mutating func collect(
    _ packet: consuming Packet, _ headers: IPHeaders, on port: Int, _ context: ElementContext
  ) {
    guard let fragment = Fragment(packet) else { return context.drop(packet, .malformed) }
    let wasIdle = reassembler.count == 0
    switch reassembler.insert(fragment, packet.bytes, at: context.now) {
    case .held:
      if packet.traceID != 0 { context.note(packet, "waits for the other fragments of its datagram") }
      if wasIdle { setReassemblyTimer(context) }
    case .refused: context.drop(packet, .fragment)
    case .badField(let pointer):
      plane.refuse(packet, headers, .badField(pointer: pointer), .malformed, from: port, context)
    case .whole(let frame):
      let octets = frame.span
      guard var whole = unsafe context.packet(copying: octets.bytes), let headers = IPHeaders(whole) else {
        return context.drop(packet, .noBuffers)
      }
      whole.arrivalPort = packet.arrivalPort
      whole.traceID = packet.traceID
      if packet.traceID != 0 { context.note(packet, "completes a datagram of \(headers.length) octets") }
      deliver(whole, headers, on: port, context)
    }
  }

  private func setReassemblyTimer(_ context: ElementContext) {
    if let deadline = reassembler.nextDeadline {
      context.setTimer(at: deadline, token: HostTimer.reassembly.token)
    }
  }

  /// Gives up datagrams whose fragments did not come, and tells their senders where the first one did.
  mutating func expireReassemblies(_ context: ElementContext) {
    let due = reassembler.expire(at: context.now)
    for frame in due {
      let octets = frame.span
      guard !frame.isEmpty, let packet = unsafe context.packet(copying: octets.bytes), let headers = IPHeaders(packet)
      else {
        context.countDrop(.fragment)
        continue
      }
      plane.refuse(packet, headers, .reassemblyTimeExceeded, .fragment, from: 0, context)
    }
    setReassemblyTimer(context)
  }
}
