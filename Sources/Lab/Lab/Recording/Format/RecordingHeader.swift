/// What a recording begins with: all that its lab started from.
struct RecordingHeader: Codable, Hashable, Sendable {
  /// The lab's name.
  var lab: String
  /// The seed of the lab's chance.
  var seed: UInt64
  /// The worker's clock when the recording began, in nanoseconds.
  var start: UInt64
  /// Nanoseconds from 1970 to the beginning, for people.
  var realTime: Int64
  /// Packet buffers of the lab.
  var buffers: Int

  /// Packet buffers of a lab that can be replayed, at most.
  static let buffersMax = 65_536
}
