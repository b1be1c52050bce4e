public import Dataplane

/// What a host's TCP is set to. The defaults are those of a Linux host where it and the standards differ, so that a
/// check comes out the same on an embedded host and on a live one.
public struct TCPSettings: Hashable, Sendable {
  /// Most octets that wait to be sent or acknowledged, and most that wait to be read: 4 MiB each, enough for 300 Mbit/s
  /// at 100 ms. Memory is taken only for what is there.
  public static let bufferMax = 4 << 20
  /// Most segments in a row that are acknowledged at once, at the start of a connection (Linux: 16).
  public static let quickAcksMax = 16

  /// Octets that wait to be sent or acknowledged, 1…``bufferMax``.
  public var sendBuffer = TCPSettings.bufferMax
  /// Octets that wait to be read, 1…``bufferMax``: what the window is opened to.
  public var receiveBuffer = TCPSettings.bufferMax
  /// True where windows are scaled (RFC 7323, 2).
  public var offersWindowScale = true
  /// True where segments carry timestamps (RFC 7323, 3).
  public var offersTimestamps = true
  /// True where lost segments are told apart by selective acknowledgements (RFC 2018).
  public var offersSelectiveAcks = true
  /// True where a short segment waits while another short one is not yet acknowledged (RFC 9293, 3.7.4, in the form by
  /// Minshall that Linux uses: a full segment under way does not hold a short one back).
  public var usesNagle = true

  /// The retransmission time before a round trip has been measured (RFC 6298, 2.1).
  public var initialTimeout = Nanoseconds.seconds(1)
  /// What a retransmission time exceeds the smoothed round trip by at least: Linux's 200 ms. RFC 6298, 2.4 asks for 1 s in
  /// all, which no system keeps to.
  public var minimumTimeout = Nanoseconds.milliseconds(200)
  /// The longest retransmission time (Linux: 120 s; RFC 6298, 2.5 asks for 60 s or more).
  public var maximumTimeout = Nanoseconds.seconds(120)
  /// How often a SYN is sent again before the connection fails (Linux: 6, which is 127 s).
  public var synRetriesMax = 6
  /// How often a SYN,ACK is sent again (Linux: 5).
  public var synAckRetriesMax = 5
  /// How often data are sent again before the connection fails (Linux: 15, which is about a quarter of an hour).
  public var retriesMax = 15
  /// How long data may wait for their acknowledgement, whatever the number of retries (RFC 9293, 3.8.3); `nil` for
  /// no such bound.
  public var userTimeout: Nanoseconds?
  /// How long an acknowledgement waits for something to go with: 40 ms as in Linux, of the 500 ms that RFC 9293, 3.8.6.3
  /// allows.
  public var acknowledgementDelay = Nanoseconds.milliseconds(40)
  /// TIME-WAIT, twice the lifetime of a segment: 60 s as in Linux, of the 4 minutes of RFC 9293, 3.4.2.
  public var timeWait = Nanoseconds.seconds(60)
  /// How long a connection that nobody reads any more waits for its peer's end (Linux: 60 s).
  public var finWait = Nanoseconds.seconds(60)
  /// How often at most segments that do not belong are answered (RFC 5961, 7; Linux: every 500 ms).
  public var challengeInterval = Nanoseconds.milliseconds(500)

  /// The defaults.
  public init() {}
}
