/// Why a recording cannot be read.
enum RecordingError: Error, Hashable, CustomStringConvertible {
  /// The file is something else.
  case notARecording
  /// The file is of another version of the format.
  case unknownVersion(UInt8)
  /// The file ends in the middle; every record before has been read.
  case truncated(offset: Int)
  /// There is something at this offset that no recorder writes.
  case malformed(offset: Int, String)

  /// The reason, in words.
  var description: String {
    switch self {
    case .notARecording: "it does not begin as one"
    case .unknownVersion(let version):
      "it is of version \(version) of the format, and this program reads version \(RecordingFormat.version)"
    case .truncated(let offset): "it ends in the middle, at octet \(offset)"
    case .malformed(let offset, let what): "it is damaged at octet \(offset): \(what)"
    }
  }
}
