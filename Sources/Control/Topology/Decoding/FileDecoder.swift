/// Reads the values of a file into a ``LabFile``, reporting everything that is wrong with them.
///
/// What cannot be read is left out, and reading goes on: one mistake does not hide another.
struct FileDecoder {
  var report: DiagnosticReport
  var trace = DecodingTrace()
  /// Where keys stand that have no effect, by name.
  var ignored: [String: [SourceMark]] = [:]
  let references: FileReferences
  /// What checks and scenario may name; empty while the topology itself is read.
  var scope = LabScope()

  init(report: DiagnosticReport, references: FileReferences) {
    self.report = report
    self.references = references
  }

  /// Reads a whole file, checks it, and puts the lab together as far as it can be.
  mutating func lab(_ root: RawValue) -> ResolvedLab {
    let file = file(root)
    let wiring = Resolver.resolve(file)
    Rules.check(wiring, &report)
    scope = LabScope(wiring)
    var lab = wiring.lab
    lab.scenario = scenario(file.scenario)
    lab.checks = checks(file.checks)
    lab.test = test(file.test, lab)
    return lab
  }

  /// Reads a whole file, but for checks, scenario and test settings, which name what is in it.
  mutating func file(_ root: RawValue) -> LabFile {
    var file = LabFile()
    guard let fields = fields(root, FileKeys.object, of: "a topology file") else { return file }
    file.name = value(FileKeys.name, fields, of: "the file").flatMap { labName($0) }
    if let topology = value(FileKeys.topology, fields, of: "the file"),
      let topologyFields = self.fields(topology, TopologyKeys.object, of: "'topology'")
    {
      file.nodes = nodes(topologyFields)
      let errorsBefore = report.errorCount
      file.links = links(topologyFields)
      file.hasAllLinks = report.errorCount == errorsBefore
    }
    file.flows = flows(fields)
    file.captures = captures(fields)
    file.checks = value(FileKeys.checks, fields)
    file.scenario = value(FileKeys.scenario, fields)
    file.test = value(FileKeys.test, fields)
    reportIgnored()
    return file
  }

  private mutating func labName(_ value: RawValue) -> Marked<String>? {
    guard let name = text(value, FileKeys.name) else { return nil }
    if let problem = NameRules.problem(inLabName: name.value) {
      report.error(
        "bad-name", "'\(name.value)' cannot be a lab's name: \(problem)", at: name.mark,
        hint: "use letters, digits, '-', '_' and '.', at most \(NameRules.labNameMax) of them")
      return nil
    }
    return name
  }

  private mutating func links(_ fields: Fields) -> [LinkSpec] {
    guard let items = value(TopologyKeys.links, fields).flatMap({ list($0, TopologyKeys.links) }) else { return [] }
    guard items.count <= SourceLimits.linksMax else {
      report.error(
        "too-many-links", "the lab has \(items.count) links; at most \(SourceLimits.linksMax) are possible",
        at: fields.mark(of: TopologyKeys.links))
      return []
    }
    return items.compactMap { link($0) }
  }
}
