/// One step of a scenario: at its time, something happens in the lab.
public struct ScenarioStep: Hashable, Sendable {
  /// What happens.
  public enum Action: Hashable, Sendable {
    /// The lab changes.
    case event(LabEvent)
    /// A host sends, and nobody asks what comes of it.
    case send(Traffic)
    /// A check begins.
    case check(Check)
  }

  /// When, since the lab is up: 0 to 365 days, and never before the step in front of it.
  public var at: Duration
  /// What happens.
  public var action: Action
  /// The file, as the user named it. It does not take part in equality.
  public var file: String
  /// Where the step's entry is. It does not take part in equality.
  public var mark: SourceMark

  /// Makes a step.
  public init(at: Duration, _ action: Action, file: String = "", mark: SourceMark = .start) {
    self.at = at
    self.action = action
    self.file = file
    self.mark = mark
  }

  /// Compares the steps, not where they are written.
  public static func == (left: ScenarioStep, right: ScenarioStep) -> Bool {
    left.at == right.at && left.action == right.action
  }

  /// Hashes the step, not where it is written.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(at)
    hasher.combine(action)
  }
}

/// Something that happens to a lab while it runs.
public enum LabEvent: Hashable, Sendable {
  /// The link that is plugged into this port goes down, in both directions.
  case linkDown(Endpoint)
  /// The link that is plugged into this port comes up, in both directions.
  case linkUp(Endpoint)
  /// The link that is plugged into this port gets other conditions.
  case setLink(Endpoint, LinkChange)
  /// A flow comes to a flow switch besides those it has.
  case addFlow(node: String, FlowSpec)
  /// A node begins anew, with nothing learned.
  case restart(node: String)
  /// The lab becomes that of another file, whose path is relative to the topology file.
  case apply(file: String)
}

/// What is set of a link, for each direction: what is not named stays as it is.
public struct LinkChange: Hashable, Sendable {
  /// For packets that enter the link at the port which the event names, in the order to be set.
  public var outward: [LinkSetting]
  /// For packets that leave the link at that port.
  public var inward: [LinkSetting]

  /// Makes a change.
  public init(outward: [LinkSetting], inward: [LinkSetting]) {
    self.outward = outward
    self.inward = inward
  }

  /// The same without what is set again later.
  var shortened: LinkChange { LinkChange(outward: LinkChange.last(outward), inward: LinkChange.last(inward)) }

  private static func last(_ settings: [LinkSetting]) -> [LinkSetting] {
    settings.enumerated().filter { index, setting in
      !settings[(index + 1)...].contains { $0.member.name == setting.member.name }
    }.map(\.element)
  }

  /// The same for both directions.
  public init(_ settings: [LinkSetting]) { self.init(outward: settings, inward: settings) }

  /// `link` after the change, where `endpoint` is the end that the event names.
  public func applied(to link: ResolvedLink, at endpoint: Endpoint) -> ResolvedLink {
    var link = link
    let isForward = endpoint == link.first
    for setting in isForward ? outward : inward { link.forward.set(setting) }
    for setting in isForward ? inward : outward { link.backward.set(setting) }
    return link
  }
}

/// Packets that a host sends.
public struct Traffic: Hashable, Sendable {
  /// What kind of packets.
  public enum Kind: Hashable, Sendable {
    /// Echo requests.
    case ping
    /// One TCP connection to this port a time.
    case tcp(port: UInt16)
    /// Datagrams to this port.
    case udp(port: UInt16)
  }

  /// The host that sends.
  public var source: String
  /// Whom it sends to.
  public var destination: CheckTarget
  /// What it sends.
  public var kind: Kind
  /// How often, 1…1,000,000.
  public var count = 1
  /// From one to the next.
  public var interval = Duration.seconds(1)
  /// Octets of each: behind the ICMP or UDP header, or on the connection.
  public var octets = 56

  /// Makes traffic: one of its kind.
  public init(_ kind: Kind, from source: String, to destination: CheckTarget) {
    self.kind = kind
    self.source = source
    self.destination = destination
  }
}

/// How a run of the file's checks is bounded, and what it begins from.
public struct TestSettings: Hashable, Sendable {
  /// The number that all chance of the run comes from.
  public var seed: UInt64
  /// The virtual time at which a run is ended that has not ended by itself; `nil` for an hour after the last step or
  /// check.
  public var timeMax: Duration?
  /// The events after which a run is ended that has not ended by itself.
  public var eventsMax: Int

  /// Makes settings.
  public init(seed: UInt64 = 1, timeMax: Duration? = nil, eventsMax: Int = TestSettings.eventsDefault) {
    self.seed = seed
    self.timeMax = timeMax
    self.eventsMax = eventsMax
  }

  /// The bound on events where the file has none.
  public static let eventsDefault = 100_000_000
}
