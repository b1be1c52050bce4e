extension ReachabilityMatrix {
  /// The matrix as a person reads it: a table that is split where it is wider than the style allows, what the symbols
  /// mean, and why what is not reached is not. Labs of more than ``MatrixText/hostsMax`` hosts are told host by host.
  ///
  /// - Returns: Lines that end with a line break.
  public func text(_ style: ReportStyle = ReportStyle()) -> String {
    MatrixText(matrix: self, style: style).lines.map { $0 + "\n" }.joined()
  }
}

extension Reach.Kind {
  /// The outcome in one column.
  var symbol: Character {
    switch self {
    case .reachable: "+"
    case .refused: "r"
    case .rejected: "!"
    case .dropped: "x"
    case .undecided: "?"
    }
  }

  var meaning: String {
    switch self {
    case .reachable: "answered"
    case .refused: "refused by the host"
    case .rejected: "rejected on the way"
    case .dropped: "no answer"
    case .undecided: "undecided"
    }
  }

  var role: ReportStyle.Role {
    switch self {
    case .reachable: .good
    case .refused, .undecided: .doubtful
    case .rejected, .dropped: .bad
    }
  }
}

/// A matrix in words.
struct MatrixText {
  /// More hosts than this make no table.
  static let hostsMax = 40

  let matrix: ReachabilityMatrix
  let style: ReportStyle
  private let index: MatrixIndex

  init(matrix: ReachabilityMatrix, style: ReportStyle) {
    self.matrix = matrix
    self.style = style
    index = MatrixIndex(matrix)
  }

  var lines: [String] {
    guard !matrix.entries.isEmpty else { return [heading, style.paint("no pair of hosts to try", .doubtful)] }
    var lines = [heading]
    if matrix.hosts.count <= MatrixText.hostsMax { lines += table + legend } else { lines += hostByHost }
    lines += MatrixReasons(matrix: matrix).lines.map { "  " + $0 }
    lines += matrix.notes.map { style.paint("note: ", .doubtful) + $0.printable }
    return lines + [summary]
  }

  private var heading: String {
    let how = matrix.engine == .simulated ? "simulated, seed \(matrix.seed)" : "live"
    return style.paint(matrix.lab.printable, .heading) + " (\(matrix.file.printable)), \(how)"
  }

  private var summary: String {
    let total = matrix.entries.count
    let text = "\(matrix.reachedCount) of \(total) answered"
    return style.paint(text, matrix.isComplete ? .good : .bad) + " in \(matrix.duration.text)"
      + (matrix.engine == .simulated ? " of virtual time" : "")
  }

  /// The table, block by block. Where the names of the hosts make it too wide for one block, columns have numbers.
  private var table: [String] {
    let names = matrix.hosts.map(\.printable)
    let widest = names.map(\.count).max() ?? 0
    let least = matrix.probes.count
    let byName = names.map { max($0.count, least) }
    let fits = widest + byName.reduce(0) { $0 + $1 + 2 } <= style.width
    let digits = String(names.count).count
    let rows = fits ? names : names.enumerated().map { "\($0 + 1)".aligned(to: digits) + " " + $1 }
    let headings = fits ? names : names.indices.map { "\($0 + 1)" }
    let first = rows.map(\.count).max() ?? 0
    let widths = headings.map { max($0.count, least) }
    var lines: [String] = []
    for block in blocks(widths, beside: first) {
      if !lines.isEmpty { lines.append("") }
      let heads = block.map { headings[$0].padded(to: widths[$0]) }
      lines.append(trimmed("  " + "".padded(to: first) + heads.map { "  " + $0 }.joined()))
      for row in names.indices {
        let cells = block.map { "  " + cell(row, $0, width: widths[$0]) }
        lines.append(trimmed("  " + rows[row].padded(to: first) + cells.joined()))
      }
    }
    return lines
  }

  /// Columns that fit side by side, at least one.
  private func blocks(_ widths: [Int], beside first: Int) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = 0
    while start < widths.count {
      var end = start
      var used = first + 2
      while end < widths.count, end == start || used + widths[end] + 2 <= style.width {
        used += widths[end] + 2
        end += 1
      }
      blocks.append(start..<end)
      start = end
    }
    return blocks
  }

  private func cell(_ row: Int, _ column: Int, width: Int) -> String {
    let padding = String(repeating: " ", count: max(0, width - (row == column ? 1 : matrix.probes.count)))
    if row == column { return "-" + padding }
    let symbols = matrix.probes.map { probe -> String in
      guard let kind = index[matrix.hosts[row], matrix.hosts[column], probe]?.kind else { return " " }
      return style.paint(String(kind.symbol), kind.role)
    }
    return symbols.joined() + padding
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  private var legend: [String] {
    let kinds = Reach.Kind.allCases.filter { kind in matrix.entries.contains { $0.reach.kind == kind } }
    let symbols = kinds.map { style.paint(String($0.symbol), $0.role) + " \($0.meaning)" }.joined(separator: "  ")
    let order = matrix.probes.count > 1 ? "in each cell: " : "each cell: "
    return ["  rows ask columns; \(order)" + matrix.probes.map(\.description).joined(separator: " "), "  " + symbols]
  }

  /// A line for each host and probe that does not reach all the others.
  private var hostByHost: [String] {
    var answered: [String: Int] = [:]
    var missing: [String: [String]] = [:]
    for entry in matrix.entries {
      let key = "\(entry.from) \(entry.probe)"
      if entry.reach.kind == .reachable {
        answered[key, default: 0] += 1
      } else {
        missing[key, default: []].append(entry.to)
      }
    }
    var lines: [String] = []
    for host in matrix.hosts {
      for probe in matrix.probes {
        guard let others = missing["\(host) \(probe)"] else { continue }
        let count = answered["\(host) \(probe)"] ?? 0
        lines.append(
          "  \(host.printable) \(probe): \(count) of \(count + others.count); not " + MatrixText.listed(others))
      }
    }
    return lines
  }

  /// Names that are listed on one line; the rest is counted.
  static func listed(_ names: [String]) -> String {
    let namesMax = 6
    let rest = names.count - namesMax
    return names.prefix(namesMax).map(\.printable).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}

/// Why probes were not answered: pairs with the same reason together, in the order in which they appear.
struct MatrixReasons {
  /// Reasons that are listed.
  static let reasonsMax = 20

  let matrix: ReachabilityMatrix

  var lines: [String] {
    var order: [String] = []
    var pairs: [String: [String]] = [:]
    for entry in matrix.entries where entry.reach.decision != nil || entry.reach.problem != nil {
      guard entry.reach.kind != .reachable else { continue }
      let reason = entry.reach.text(for: entry.probe)
      if pairs[reason] == nil { order.append(reason) }
      pairs[reason, default: []].append("\(entry.from) -> \(entry.to) \(entry.probe)")
    }
    var lines = order.prefix(MatrixReasons.reasonsMax).flatMap { reason in
      [reason.printable, "  " + MatrixText.listed(pairs[reason] ?? [])]
    }
    let rest = order.count - MatrixReasons.reasonsMax
    if rest > 0 { lines.append("… and \(counted(rest, "reason")) more") }
    return lines
  }
}
