import Yams

/// Turns what Yams composed into a ``RawValue``: undoes the reader's replacements, expands aliases and merge keys, and
/// finds duplicated keys.
struct YAMLComposer {
  private struct Anchored {
    var value: RawValue
    var count: Int
  }

  let source: SourceText
  let renames: YAMLRenames
  private var anchors: [String: Anchored] = [:]
  /// Values made so far, those of expanded aliases included.
  private var count = 0
  private(set) var isExhausted = false

  init(source: SourceText, renames: YAMLRenames) {
    self.source = source
    self.renames = renames
  }

  /// The value of `node`, or `nil` where a bound is reached, which is then reported.
  mutating func value(of node: Node, depth: Int, _ report: inout DiagnosticReport) -> RawValue? {
    guard !isExhausted else { return nil }
    let before = count
    count += 1
    let mark = mark(of: node)
    guard depth < SourceLimits.nestingMax else {
      report.error(
        "yaml-nesting", "lists and mappings are nested deeper than \(SourceLimits.nestingMax) levels", at: mark)
      isExhausted = true
      return nil
    }
    let value: RawValue?
    switch node {
    case .scalar(let scalar): value = self.value(of: scalar, mark, &report)
    case .sequence(let sequence):
      var items: [RawValue] = []
      for item in sequence {
        if let item = self.value(of: item, depth: depth + 1, &report) { items.append(item) }
      }
      value = RawValue(.list(items), mark: mark)
    case .mapping(let mapping): value = self.value(of: mapping, mark, depth, &report)
    case .alias: value = nil
    }
    if count > SourceLimits.valuesMax, !isExhausted {
      report.error(
        "yaml-too-many-values", "the file has more than \(SourceLimits.valuesMax) values, its aliases expanded",
        at: mark)
      isExhausted = true
    }
    if let anchor = node.anchor?.rawValue, let value { anchors[anchor] = Anchored(value: value, count: count - before) }
    return value
  }

  private mutating func value(
    of scalar: Node.Scalar, _ mark: SourceMark, _ report: inout DiagnosticReport
  ) -> RawValue? {
    let isQuoted = scalar.style != .plain || scalar.tag.rawValue == Tag.Name.str.rawValue
    let text = restored(scalar.string)
    guard !isQuoted, scalar.string.unicodeScalars.first == YAMLReader.asterisk else {
      return RawValue(.scalar(RawScalar(text, isQuoted: isQuoted)), mark: mark)
    }
    let name = String(text.dropFirst())
    guard !name.isEmpty, name.utf8.allSatisfy(isAnchorCharacter) else {
      report.error(
        "yaml-alias", "'\(text)' begins with '*', which makes it an alias in YAML", at: mark,
        hint: "write it in quotes: \"\(text)\"")
      return RawValue(.scalar(RawScalar(text, isQuoted: true)), mark: mark)
    }
    guard let anchored = anchors[name] else {
      report.error(
        "yaml-alias", "there is no anchor '&\(name)' before this alias", at: mark,
        hint: Suggestion.hint(for: name, among: anchors.keys.sorted(), what: "anchors")
          ?? "write it in quotes if it is not meant as an alias: \"\(text)\"")
      return nil
    }
    count += anchored.count
    return anchored.value
  }

  private func isAnchorCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private mutating func value(
    of mapping: Node.Mapping, _ mark: SourceMark, _ depth: Int, _ report: inout DiagnosticReport
  ) -> RawValue {
    var entries: [RawEntry] = []
    var lines: [String: Int] = [:]
    var merges: [RawValue] = []
    for (keyNode, valueNode) in mapping {
      let keyMark = self.mark(of: keyNode)
      let value = value(of: valueNode, depth: depth + 1, &report)
      guard case .scalar(let scalar) = keyNode else {
        report.error("yaml-key", "a key must be text", at: keyMark)
        continue
      }
      let key = restored(scalar.string)
      if key == "<<", scalar.style == .plain {
        if let value { merges.append(value) }
        continue
      }
      if let line = lines.updateValue(keyMark.line, forKey: key) {
        report.error(
          "duplicate-key", "the key '\(key)' is here a second time", at: keyMark,
          hint: line == keyMark.line ? nil : "the first one is on line \(line)")
        continue
      }
      if let value { entries.append(RawEntry(key: Marked(key, mark: keyMark), value: value)) }
    }
    for merge in merges { merged(merge, into: &entries, &lines, &report) }
    return RawValue(.mapping(entries), mark: mark)
  }

  /// Adds the entries of a merge key's value that are not there yet (YAML 1.1, the merge key language-independent type).
  private mutating func merged(
    _ value: RawValue, into entries: inout [RawEntry], _ lines: inout [String: Int], _ report: inout DiagnosticReport
  ) {
    switch value.content {
    case .mapping(let others):
      count += others.count
      for entry in others where lines[entry.key.value] == nil {
        lines[entry.key.value] = entry.key.mark.line
        entries.append(entry)
      }
    case .list(let values) where values.allSatisfy({ $0.entries != nil }):
      for value in values { merged(value, into: &entries, &lines, &report) }
    case .list, .scalar:
      report.error(
        "yaml-merge", "the merge key '<<' takes a mapping or a list of mappings, not \(value.shape)", at: value.mark)
    }
  }

  private func restored(_ text: String) -> String {
    guard text.utf8.contains(0xf3) else { return text }
    var view = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let known = renames.original(of: scalar) ?? scalar
      view.append(known == YAMLReader.asterisk ? "*" : known)
    }
    return String(view)
  }

  private func mark(of node: Node) -> SourceMark {
    guard let mark = node.mark else { return .start }
    let start = SourceMark(line: mark.line, column: mark.column)
    guard case .scalar(let scalar) = node else { return start }
    return start.part(offset: 0, length: ScalarExtent(scalar, text: restored(scalar.string)).length(in: source, start))
  }
}

/// How much of its first line a scalar takes.
struct ScalarExtent {
  private let style: Node.Scalar.Style
  private let text: String

  init(_ scalar: Node.Scalar, text: String) {
    style = scalar.style
    self.text = text
  }

  func length(in source: SourceText, _ start: SourceMark) -> Int {
    let rest = source.scalars(from: start)
    switch style {
    case .singleQuoted, .doubleQuoted: return quotedLength(rest)
    case .literal, .folded: return 1
    case .any, .plain:
      if rest.starts(with: text.unicodeScalars) { return text.unicodeScalars.count }
      return rest.reversed().drop { $0 == " " || $0 == "\t" }.count
    }
  }

  private func quotedLength(_ rest: ArraySlice<Unicode.Scalar>) -> Int {
    guard let quote = rest.first else { return 1 }
    var length = 1
    var isEscaped = false
    for scalar in rest.dropFirst() {
      length += 1
      if isEscaped {
        isEscaped = false
      } else if quote == "\"", scalar == "\\" {
        isEscaped = true
      } else if scalar == quote {
        return length
      }
    }
    return length
  }
}
