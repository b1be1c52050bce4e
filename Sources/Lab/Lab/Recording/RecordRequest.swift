/// A recording of a running lab, asked for by command.
public struct RecordRequest: Codable, Sendable {
  /// The file, as an absolute path.
  public var path: String
  /// Seconds after which the recording ends by itself; `nil` for when the command goes away.
  public var seconds: Double?

  /// Makes a request.
  public init(path: String, seconds: Double?) {
    self.path = path
    self.seconds = seconds
  }
}
