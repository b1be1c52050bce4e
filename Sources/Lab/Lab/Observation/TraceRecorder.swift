import Buffers
import Dataplane
import Wire

/// Writes down what one traced packet, and its copies, meet. On the worker's thread only.
final class TraceRecorder: PacketObserver {
  /// The most steps that are kept: a flood in a large lab is cut short.
  static let stepsMax = 4096

  private let traceID: UInt16
  private(set) var steps: [TraceStep] = []
  /// Where copies of it were delivered, in order.
  private(set) var deliveries: [String] = []
  /// Why copies of it died, in order.
  private(set) var drops: [(node: String, reason: DropReason)] = []
  /// The last thing that happened was an end.
  private(set) var hasEnded = false

  init(traceID: UInt16) { self.traceID = traceID }

  /// Writes the event down, where the packet is the one that is traced.
  func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
    guard packet.traceID == traceID, steps.count < TraceRecorder.stepsMax else { return }
    hasEnded = false
    var text: String
    var summary: String?
    switch event {
    case .received(let port):
      text = "in  \(name(port, element))"
      summary = PacketSummary.describe(frame: packet.bytes)
    case .emitted(let port):
      text = "out \(name(port, element))"
      summary = PacketSummary.describe(frame: packet.bytes)
    case .noted(let note): text = note
    case .delivered:
      text = "delivered"
      deliveries.append(element.name)
      hasEnded = true
    case .dropped(let reason, _):
      text = "dropped: \(reason.description)"
      drops.append((element.name, reason))
      hasEnded = true
    }
    steps.append(TraceStep(node: element.name, event: text, packet: summary))
  }

  private func name(_ port: Int, _ element: ElementContext) -> String {
    element.portNames.indices.contains(port) ? element.portNames[port] : "\(port)"
  }
}
