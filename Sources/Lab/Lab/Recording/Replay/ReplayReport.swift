/// What came of a replay.
public struct ReplayReport: Hashable, Sendable, Codable {
  /// How the recording ends.
  public enum Ending: String, Hashable, Sendable, Codable {
    /// It was ended, and all is in it.
    case complete
    /// The disk did not keep up when it was made: it has the first part of the run.
    case incomplete
    /// The file ends in the middle: its lab was killed, or the file was cut.
    case truncated
    /// The replay stopped at the first difference.
    case stopped
  }

  /// The recording's file.
  public var recording: String
  /// The lab's name.
  public var lab: String
  /// The seed of the lab's chance.
  public var seed: UInt64
  /// How long the run was that the replay repeated, in seconds.
  public var seconds: Double = 0
  /// Turns of the worker that were replayed: times at which something happened.
  public var turns: UInt64 = 0
  /// Packets that came in from outside.
  public var packetsIn: UInt64 = 0
  /// Packets that went out in the replay.
  public var packetsOut: UInt64 = 0
  /// Changes: nodes, links and rules that came, went or became others.
  public var changes: UInt64 = 0
  /// The digest of what went out in the replay: sixteen hexadecimal digits.
  public var digest = ""
  /// The digest of what went out when it was recorded; `nil` where the recording has no end, or the replay did not come so
  /// far.
  public var recordedDigest: String?
  /// How the recording ends.
  public var ending = Ending.stopped
  /// Where in the file the recording ends, where it ends in the middle: an offset in octets.
  public var truncatedAt: Int?
  /// Packets that died in the recorded run because the lab had no buffer left: a replay may differ from the first on.
  public var starved: UInt64 = 0
  /// Where the replay first differs; `nil` where it does not.
  public var difference: ReplayDifference?

  /// True where everything went out as it did then.
  public var isSame: Bool { difference == nil }
}

/// The first packet that went out otherwise than in the recording.
public struct ReplayDifference: Hashable, Sendable, Codable {
  /// How it differs.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// Another packet went out by the same device.
    case content
    /// Another device had its turn.
    case device
    /// Nothing went out in the replay.
    case missing
    /// Nothing went out in the recording.
    case extra
    /// Every packet is the same, but the recording's own digest is another: the file is damaged.
    case digest
  }

  /// How it differs.
  public var kind: Kind
  /// Which packet it is of all that went out, from 1.
  public var packet: UInt64
  /// When, in seconds from the beginning of the recording.
  public var seconds: Double
  /// The port that it went out by in the recording, as `web:eth0`; `nil` where none did.
  public var recordedPort: String?
  /// The port that it went out by in the replay; `nil` where none did.
  public var replayedPort: String?
  /// The recording's packet, in one line.
  public var recorded: String?
  /// The replay's packet, in one line.
  public var replayed: String?
  /// Where two packets differ that look the same in one line.
  public var place: String?
}
