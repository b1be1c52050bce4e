/// Something that must hold in the lab: what is tried, what must come of it, and when.
///
/// Names are resolved: a source is a host of the lab, a destination has an address.
public struct Check: Hashable, Sendable {
  /// What is tried or looked at, with what must come of it.
  public var subject: CheckSubject
  /// The title the file gives it; `nil` where ``description`` has to do.
  public var title: String?
  /// The node that must be the one that dropped or rejected; `nil` where anybody may.
  public var because: String?
  /// Why: a name of ``ReasonNames``, as `noRoute`; `nil` where any reason will do.
  public var reason: String?
  /// The check is tried again until it holds, or this much time has passed since its first attempt began; `nil` for
  /// one attempt. Attempts are then a second apart where ``retry`` says nothing else.
  public var within: Duration?
  /// The check is tried again up to so often; `nil` for one attempt.
  public var retry: Retry?
  /// How long one attempt may wait for an answer; `nil` for what the subject takes by itself.
  public var timeout: Duration?
  /// When the check begins, since the lab is up; `nil` where it begins as soon as the check before it has ended.
  public var at: Duration?
  /// What is brought about right before the check. It stays so for the checks that follow.
  public var after: LabEvent?
  /// Time that passes before the check, behind ``after``.
  public var wait: Duration?
  /// The file, as the user named it. It does not take part in equality.
  public var file: String
  /// Where the check's entry is. It does not take part in equality.
  public var mark: SourceMark

  /// Makes a check of what it tries.
  public init(_ subject: CheckSubject, file: String = "", mark: SourceMark = .start) {
    self.subject = subject
    self.file = file
    self.mark = mark
  }

  /// How often a check is tried again.
  public struct Retry: Hashable, Sendable {
    /// Attempts after the first, 1…1000.
    public var times: Int
    /// From the end of an attempt to the next.
    public var every: Duration

    /// Makes a retry.
    public init(times: Int, every: Duration = .seconds(1)) {
      self.times = times
      self.every = every
    }
  }

  /// Compares the checks, not where they are written.
  public static func == (left: Check, right: Check) -> Bool {
    left.subject == right.subject && left.title == right.title && left.because == right.because
      && left.reason == right.reason && left.within == right.within && left.retry == right.retry
      && left.timeout == right.timeout && left.at == right.at && left.after == right.after && left.wait == right.wait
  }

  /// Hashes the check, not where it is written.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(subject)
    hasher.combine(title)
    hasher.combine(because)
    hasher.combine(at)
    hasher.combine(after)
  }
}

/// What a check tries or looks at.
public indirect enum CheckSubject: Hashable, Sendable {
  /// Echo requests (RFC 792, RFC 4443).
  case ping(PingCheck)
  /// A TCP connection, with or without data (RFC 9293).
  case tcp(TCPCheck)
  /// A datagram, and its answer (RFC 768).
  case udp(UDPCheck)
  /// A page (RFC 9110).
  case http(HTTPCheck)
  /// A question to a name server (RFC 1035).
  case dns(DNSCheck)
  /// The routers on the way.
  case traceroute(TracerouteCheck)
  /// Packets that pass a port.
  case capture(CaptureCheck)
  /// A counter of a port or a node.
  case counter(CounterCheck)
  /// How often a flow was hit.
  case flow(FlowCheck)
}
