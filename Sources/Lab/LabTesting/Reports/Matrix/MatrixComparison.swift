/// What changes from one version of a lab to another: only the pairs for which something is different.
public struct MatrixComparison: Codable, Sendable {
  /// A pair of hosts for which a probe ends otherwise.
  public struct Difference: Codable, Sendable {
    /// The host that asks.
    public var from: String
    /// The host that is asked.
    public var to: String
    /// What is tried.
    public var probe: Probe
    /// What came of it in the first version.
    public var before: Reach
    /// What comes of it in the second.
    public var after: Reach

    /// The difference on one line: `guest -> web tcp/80: open → dropped at of1 by rule … (office.weft.yml:31)`.
    public var text: String {
      "\(from) -> \(to) \(probe): \(before.text(for: probe)) → \(after.text(for: probe))"
    }
  }

  /// The first version's file.
  public var before: String
  /// The second version's file.
  public var after: String
  /// Hosts that only the first version has.
  public var removedHosts: [String]
  /// Hosts that only the second version has.
  public var addedHosts: [String]
  /// Pairs of hosts of both versions for which a probe ends otherwise, in the order of the first.
  public var differences: [Difference]
  /// Pairs of hosts and probes that both versions tried.
  public var compared: Int

  /// Compares two versions.
  public init(before first: ReachabilityMatrix, after second: ReachabilityMatrix) {
    before = first.file
    after = second.file
    let (old, new) = (Set(first.hosts), Set(second.hosts))
    removedHosts = first.hosts.filter { !new.contains($0) }
    addedHosts = second.hosts.filter { !old.contains($0) }
    let index = MatrixIndex(second)
    differences = []
    compared = 0
    for entry in first.entries {
      guard let reach = index[entry.from, entry.to, entry.probe] else { continue }
      compared += 1
      if !entry.reach.isSame(as: reach) {
        differences.append(
          Difference(from: entry.from, to: entry.to, probe: entry.probe, before: entry.reach, after: reach))
      }
    }
  }

  /// True where nothing differs.
  public var isEmpty: Bool { removedHosts.isEmpty && addedHosts.isEmpty && differences.isEmpty }

  /// The differences as a person reads them; one line where there are none.
  ///
  /// - Returns: Lines that end with a line break.
  public func text(_ style: ReportStyle = ReportStyle()) -> String {
    let both = "\(before.printable) → \(after.printable)"
    guard !isEmpty else {
      return "\(both): " + style.paint("no difference in \(counted(compared, "probe"))", .good) + "\n"
    }
    var lines = [style.paint(both, .heading)]
    lines += removedHosts.map { "  - host \($0.printable) is gone" }
    lines += addedHosts.map { "  + host \($0.printable) is new" }
    lines += differences.map { difference in
      let role: ReportStyle.Role =
        difference.after.kind == .reachable ? .good : difference.before.kind == .reachable ? .bad : .doubtful
      return "  " + style.paint(difference.text.printable, role)
    }
    lines.append("\(differences.count) of \(counted(compared, "probe")) differ")
    return lines.map { $0 + "\n" }.joined()
  }
}
