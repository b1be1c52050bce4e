public import Buffers
public import Dataplane
import Offload

/// Watches the tapped ports of one worker for any number of captures.
///
/// What is recorded of a port: each packet once when it comes in (inbound) and once when it leaves (outbound); of a
/// packet that dies in the element, what it was at that moment, under the port it had come in by, with neither
/// direction but a comment (`dropped by r1: no route`). So `frame.packet_flags_direction` selects the traffic alone,
/// and `frame.comment` the deaths. A link of which both ends are watched is recorded at both ends.
///
/// Captures show what would be on a wire: a super-packet appears as its frames, and a checksum that was left to the
/// hardware is completed. Where a packet's metadata contradicts it, the packet appears as it is.
///
/// Set it as the dispatcher's `observer`, and use it on that dispatcher's thread only; that confinement is what makes it
/// `Sendable`.
///
/// ```yaml
/// captures:
///   - { at: ["r1:*", "of1:eth1"], filter: "tcp port 80", file: office.pcapng }
/// ```
public final class CaptureHub: PacketObserver, @unchecked Sendable {
  private var watches: [Watch] = []
  /// Where the watches of a port stand in `watches`, which is ordered by port.
  private var ranges: [Port: Range<Int>] = [:]
  /// Room for the one frame that is being completed: its own, for the lab's pool may be what ran out.
  private let scratch = PacketPool(capacity: 1)

  /// Watches nothing yet.
  public init() {}

  private struct Port: Hashable {
    var element: ObjectIdentifier
    var number: Int
  }

  private struct Watch {
    var port: Port
    var element: ElementContext
    var session: CaptureSession
    var interface: Int
  }

  /// Begins to record `port` for `session`. False where it is recorded already, or the session has no room for a port.
  @discardableResult
  public func watch(_ port: PortReference, for session: CaptureSession) -> Bool {
    let key = Port(element: ObjectIdentifier(port.context), number: port.port)
    guard !watches.contains(where: { $0.port == key && $0.session === session }),
      let interface = session.addInterface(
        CaptureInterface(element: port.context.name, port: port.context.portNames[port.port]))
    else { return false }
    let place = ranges[key]?.upperBound ?? watches.count
    watches.insert(Watch(port: key, element: port.context, session: session, interface: interface), at: place)
    port.context.tap(port: port.port)
    index()
    return true
  }

  /// Ends all that is recorded for `session`.
  public func unwatch(_ session: CaptureSession) { remove { $0.session === session } }

  /// Ends all that is recorded of an element: before it is removed.
  public func unwatch(_ element: ElementContext) { remove { $0.element === element } }

  private func remove(where isGone: (Watch) -> Bool) {
    let gone = watches.filter(isGone)
    watches.removeAll(where: isGone)
    index()
    for watch in gone { watch.element.untap(port: watch.port.number) }
  }

  private func index() {
    ranges.removeAll()
    for (position, watch) in watches.enumerated() {
      ranges[watch.port] = (ranges[watch.port]?.lowerBound ?? position)..<position + 1
    }
  }

  /// Records what the captures of that port want.
  public func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
    let number: Int
    let meaning: CaptureEvent
    switch event {
    case .emitted(let port): (number, meaning) = (port, .outbound)
    case .received(let port): (number, meaning) = (port, .inbound)
    case .dropped(let reason, let port): (number, meaning) = (port, .dropped(reason))
    case .delivered, .noted: return
    }
    guard let range = ranges[Port(element: ObjectIdentifier(element), number: number)] else { return }
    if packet.offload.isComplete {
      record(packet.bytes, meaning, range, now)
    } else if packet.offload.segmentation == .none {
      recordCompleted(packet, meaning, range, now)
    } else {
      recordSegments(packet, meaning, range, now)
    }
  }

  private func recordCompleted(_ packet: borrowing Packet, _ event: CaptureEvent, _ range: Range<Int>, _ now: Instant) {
    guard var frame = scratch.packet(copying: packet.bytes) else { return record(packet.bytes, event, range, now) }
    frame.offload = packet.offload
    if SoftwareOffload.completeChecksum(of: &frame) == nil {
      record(frame.bytes, event, range, now)
    } else {
      record(packet.bytes, event, range, now)
    }
  }

  private func recordSegments(_ packet: borrowing Packet, _ event: CaptureEvent, _ range: Range<Int>, _ now: Instant) {
    guard let plan = SegmentationPlan(packet.bytes, packet.offload) else {
      return record(packet.bytes, event, range, now)
    }
    for index in 0..<plan.count {
      guard var frame = scratch.allocate() else { return }
      plan.write(index, of: packet, to: &frame)
      record(frame.bytes, event, range, now)
    }
  }

  private func record(_ frame: RawSpan, _ event: CaptureEvent, _ range: Range<Int>, _ now: Instant) {
    for index in range {
      watches[index].session.offer(frame, event, interface: watches[index].interface, at: now)
    }
  }
}
