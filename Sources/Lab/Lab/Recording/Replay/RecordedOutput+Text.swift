import Buffers
import Wire

extension RecordedOutput {
  /// The packet in one line: what its headers say, and how long it is.
  var text: String {
    // What is missing behind the head is taken as zeros, so that the lengths in the headers make sense.
    let frame = head + [UInt8](repeating: 0, count: length - head.count)
    var text = unsafe PacketSummary.describe(frame: frame.span.bytes) + " (\(length) octets"
    if offload.segmentation != .none { text += ", to be cut into segments of \(offload.segmentSize)" }
    return text + ")"
  }

  /// Where this packet differs from another that looks the same in one line.
  func place(ofDifferenceFrom other: RecordedOutput) -> String {
    if length != other.length { return "their lengths differ" }
    if let place = head.indices.first(where: { $0 < other.head.count && head[$0] != other.head[$0] }) {
      return "they differ from octet \(place) on"
    }
    if offload != other.offload { return "their offload metadata differ" }
    return "they differ behind octet \(head.count)"
  }
}
