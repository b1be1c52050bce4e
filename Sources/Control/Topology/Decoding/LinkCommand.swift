/// What a command sets of a link that runs, read as the file is read: the same keys, values and messages.
///
/// ```
/// let command = LinkCommand(["delay=20ms", "loss=1%"], on: link)
/// guard let change = command.change else { print(command.diagnostics.text()) … }
/// ```
///
/// The words are `key=value`, where the value is what the file has behind the key, and `down`, `up` and `clear`, which makes
/// the link a plain cable before anything else is set.
public struct LinkCommand: Sendable {
  /// What is to be set, told from the link's first end; `nil` where the words have an error.
  public let change: LinkChange?
  /// Everything there is to say about the words, with the words as the line that is quoted.
  public let diagnostics: [Diagnostic]

  /// Words that stand alone, and what each of them is for.
  public static let plainWords = ["down", "up", "clear"]
  /// The keys that can be set.
  public static var keys: [String] { LinkCommandKeys.object.keys.map(\.name) }
  /// Words of one command.
  public static let wordsMax = 64

  /// Reads the words of a command. `link` is the link as it is, `direction` the end that packets come from where only
  /// one direction is to change.
  public init(_ words: [String], from direction: String? = nil, on link: ResolvedLink) {
    let line = CommandWords(words, direction: direction)
    var decoder = FileDecoder(report: DiagnosticReport(source: line.source), references: .assumed)
    let settings = decoder.linkCommand(line)
    let ends = [link.first, link.second]
    var before = [link.forward, link.backward]
    LinkConditionRule.checkDirections(settings.spec, ends, &decoder.report)
    for (index, end) in ends.enumerated() where settings.clears(end) { before[index] = .none }
    LinkConditionRule.check(settings.spec, ends, before: before, &decoder.report)
    let settingsOf = { (end: Endpoint) in
      (settings.clears(end) ? LinkSetting.plainCable : []) + settings.spec.settings(from: end).map(\.value)
    }
    diagnostics = decoder.report.sorted
    change =
      decoder.report.errorCount == 0
      ? LinkChange(outward: settingsOf(link.first), inward: settingsOf(link.second)) : nil
  }
}

extension LinkSetting {
  /// Everything that makes a link a plain cable that is up.
  public static let plainCable: [LinkSetting] = [
    .down(false), .delay(.zero), .jitter(.none), .loss(.none), .duplicate(.never), .corrupt(.never), .reorder(.never),
    .rate(nil), .queue(LinkQueue()),
  ]
}

/// What the words of a command set.
private struct LinkCommandSettings {
  var spec = LinkConditionSpec()
  /// True where everything that was set before is to go.
  var isCleared = false
  /// The one direction that is meant.
  var direction: Marked<String>?

  func clears(_ end: Endpoint) -> Bool {
    guard isCleared else { return false }
    guard let direction else { return true }
    return LinkDirectionSpec(from: direction, settings: []).names(end)
  }
}

/// Keys of `weft link set`.
private enum LinkCommandKeys {
  static let object = SchemaObject(
    "link-command", "a link", "What a command sets of a link.", ConditionKeys.all + [ConditionKeys.from])
}

/// The words of a command as one line of text, with the place of each.
private struct CommandWords {
  /// One word: `key=value`, or a word alone.
  struct Word {
    var key: Marked<String>
    /// `nil` for a word alone.
    var value: Marked<String>?
  }

  var words: [Word] = []
  var direction: Marked<String>?
  let source: SourceText

  init(_ texts: [String], direction: String?) {
    var line = ""
    func mark(_ text: some StringProtocol) -> SourceMark {
      SourceMark(line: 1, column: line.unicodeScalars.count + 1, length: text.unicodeScalars.count)
    }
    if let direction = direction.map(CommandWords.flat) {
      line += "--from "
      self.direction = Marked(direction, mark: mark(direction))
      line += direction + " "
    }
    for text in texts.map(CommandWords.flat) {
      let name = text.prefix { $0 != "=" }
      var word = Word(key: Marked(String(name), mark: mark(name)))
      line += name
      if name.endIndex != text.endIndex {
        line += "="
        let value = text[text.index(after: name.endIndex)...]
        word.value = Marked(String(value), mark: mark(value))
        line += value
      }
      line += " "
      words.append(word)
    }
    source = SourceText(line, file: "weft link set")
  }

  /// The text on one line.
  private static func flat(_ text: String) -> String {
    var flat = ""
    for scalar in text.unicodeScalars { flat.unicodeScalars.append(SourceText.isBreak(scalar) ? " " : scalar) }
    return flat
  }
}

extension FileDecoder {
  fileprivate mutating func linkCommand(_ line: CommandWords) -> LinkCommandSettings {
    var settings = LinkCommandSettings(direction: line.direction)
    var both: [Marked<LinkSetting>] = []
    var entries: [RawEntry] = []
    if line.words.count > LinkCommand.wordsMax {
      report.error("bad-value", "more than \(LinkCommand.wordsMax) settings in one command", at: .start)
      return settings
    }
    for word in line.words {
      guard let text = word.value else {
        plainWord(word.key, &settings, &both)
        continue
      }
      guard let value = commandValue(text) else { continue }
      if entries.contains(where: { $0.key.value == word.key.value }) {
        report.error("duplicate-key", "the key '\(word.key.value)' is here a second time", at: word.key.mark)
        continue
      }
      entries.append(RawEntry(key: word.key, value: value))
    }
    let object = line.direction == nil ? LinkCommandKeys.object : ConditionKeys.object
    let fields = fields(entries, object, of: line.direction == nil ? "a link" : "one direction of a link", mark: .start)
    settings.spec = linkConditions(fields)
    both += settings.spec.both
    if let direction = line.direction {
      settings.spec = LinkConditionSpec(directions: [LinkDirectionSpec(from: direction, settings: both)])
    } else {
      settings.spec.both = both
    }
    return settings
  }

  private mutating func plainWord(
    _ word: Marked<String>, _ settings: inout LinkCommandSettings, _ both: inout [Marked<LinkSetting>]
  ) {
    switch word.value {
    case "down": both.append(Marked(.down(true), mark: word.mark))
    case "up": both.append(Marked(.down(false), mark: word.mark))
    case "clear": settings.isCleared = true
    default:
      let key = LinkCommandKeys.object.key(named: word.value)
      report.error(
        "bad-value", key == nil ? "'\(word.value)' is not a setting" : "'\(word.value)' has no value", at: word.mark,
        hint: "write \(key.map { "\($0.name)=\($0.example)" } ?? "key=value, as delay=20ms; or one of down, up, clear")"
      )
    }
  }

  /// Reads a value as YAML, so that every form of the file can be written.
  private mutating func commandValue(_ text: Marked<String>) -> RawValue? {
    // In front of it are as many spaces as the line has characters there, so that places come out right.
    let padded = String(repeating: " ", count: text.mark.column - 1) + text.value
    var yaml = DiagnosticReport(source: SourceText(padded, file: report.source.file))
    let value = YAMLReader.read(padded, &yaml)
    let end = text.mark.part(offset: text.mark.length, length: 1)
    for problem in yaml.sorted {
      // What the reader of YAML misses at the end, it misses on the next line.
      report.error(problem.code, problem.message, at: min(problem.mark, end), hint: problem.hint)
    }
    guard yaml.errorCount == 0 else { return nil }
    return value ?? RawValue(.scalar(RawScalar("")), mark: text.mark)
  }
}
