/// Who reaches whom in a lab: the outcome of every probe from every host to every other.
public struct ReachabilityMatrix: Codable, Sendable {
  /// The outcome of one probe from one host to another.
  public struct Entry: Codable, Sendable {
    /// The host that asked.
    public var from: String
    /// The host that was asked.
    public var to: String
    /// What was tried.
    public var probe: Probe
    /// What came of it.
    public var reach: Reach

    /// Makes an entry.
    public init(from: String, to: String, probe: Probe, reach: Reach) {
      self.from = from
      self.to = to
      self.probe = probe
      self.reach = reach
    }
  }

  /// The lab's name.
  public var lab: String
  /// The file, as the user named it.
  public var file: String
  /// What ran it.
  public var engine: TestEngine
  /// The seed of the run.
  public var seed: UInt64
  /// How long it took, in virtual time when simulated.
  @InNanoseconds public var duration: Duration
  /// The hosts, in the order of the file.
  public var hosts: [String]
  /// The probes, in the order in which they were asked for.
  public var probes: [Probe]
  /// The outcomes, in the order of the hosts and probes; pairs that were not tried are left out.
  public var entries: [Entry]
  /// What else a reader must know.
  public var notes: [String]

  private enum CodingKeys: String, CodingKey {
    case lab, file, engine, seed
    case duration = "durationNanoseconds"
    case hosts, probes, entries, notes
  }

  /// Makes a matrix.
  public init(
    lab: String, file: String, engine: TestEngine, seed: UInt64, duration: Duration, hosts: [String], probes: [Probe],
    entries: [Entry], notes: [String] = []
  ) {
    self.lab = lab
    self.file = file
    self.engine = engine
    self.seed = seed
    self.duration = duration
    self.hosts = hosts
    self.probes = probes
    self.entries = entries
    self.notes = notes
  }

  /// How many probes were answered.
  public var reachedCount: Int { entries.count { $0.reach.kind == .reachable } }

  /// True where every probe was answered.
  public var isComplete: Bool { reachedCount == entries.count }
}

/// Finds the outcomes of a matrix by hosts and probe.
struct MatrixIndex {
  private struct Key: Hashable {
    var from: String
    var to: String
    var probe: Probe
  }

  private var entries: [Key: Reach] = [:]

  init(_ matrix: ReachabilityMatrix) {
    entries.reserveCapacity(matrix.entries.count)
    for entry in matrix.entries { entries[Key(from: entry.from, to: entry.to, probe: entry.probe)] = entry.reach }
  }

  subscript(from: String, to: String, probe: Probe) -> Reach? { entries[Key(from: from, to: to, probe: probe)] }
}
