import Lab

/// A recording in words.
enum RecordText {
  /// What a recording that is over has.
  static func summary(_ summary: RecordingSummary) -> String {
    guard summary.isComplete else {
      return "the recording \(summary.path) is incomplete; 'weft replay' tells from where on"
    }
    return "recorded \(summary.packetsIn) packets in, \(summary.packetsOut) packets out into \(summary.path): "
      + "digest \(summary.digest)"
  }
}
