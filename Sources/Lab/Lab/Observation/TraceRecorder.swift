import Buffers
import Dataplane
import Wire

/// Writes down what one traced packet, and its copies, meet. On the worker's thread only.
final class TraceRecorder: PacketObserver {
  /// The most steps that are kept: a flood in a large lab is cut short.
  static let stepsMax = 4096

  private let traceID: UInt16
  /// The node that it left first.
  let source: String
  /// The packet in words, as it left.
  private var summary = ""
  private(set) var steps: [TraceStep] = []
  /// Where copies of it were delivered, in order.
  private(set) var deliveries: [String] = []
  /// Why copies of it died, in order.
  private(set) var drops: [(node: String, reason: DropReason)] = []
  /// The last thing that happened was an end.
  private(set) var hasEnded = false

  init(traceID: UInt16, source: String, summary: String = "") {
    self.traceID = traceID
    self.source = source
    self.summary = summary
  }

  /// Writes the event down, where the packet is the one that is traced.
  func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
    guard packet.traceID == traceID, steps.count < TraceRecorder.stepsMax else { return }
    hasEnded = false
    var text: String
    var words: String?
    switch event {
    case .received(let port):
      text = "in  \(name(port, element))"
      words = PacketSummary.describe(frame: packet.bytes)
    case .emitted(let port):
      text = "out \(name(port, element))"
      words = PacketSummary.describe(frame: packet.bytes)
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
    if summary.isEmpty, let words { summary = words }
    steps.append(TraceStep(node: element.name, event: text, packet: words))
  }

  /// The death that counts: not that of a copy which came to a station that it was not for.
  var decisiveDrop: (node: String, reason: DropReason)? {
    drops.last { ![.notForUs, .sameAsIngress, .portNotConnected].contains($0.reason) } ?? drops.last
  }

  /// Everything in one: `target` is the node that the packet was sent to, where one has its address.
  func report(to target: String?) -> TraceReport {
    let arrived = target.map { deliveries.contains($0) } ?? !deliveries.isEmpty
    let verdict: String
    if arrived {
      verdict = "delivered to \(target ?? deliveries.last ?? "the edge")"
    } else if let drop = decisiveDrop {
      verdict = "dropped by \(drop.node): \(drop.reason.description)"
    } else if let step = steps.last {
      verdict = hasEnded ? "ended at \(step.node)" : "still held by \(step.node)"
    } else {
      verdict = "lost"
    }
    return TraceReport(packet: summary, steps: steps, verdict: verdict, isDelivered: arrived)
  }

  private func name(_ port: Int, _ element: ElementContext) -> String {
    element.portNames.indices.contains(port) ? element.portNames[port] : "\(port)"
  }
}
