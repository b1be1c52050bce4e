/// Files that a host sees.
extension FileDecoder {
  /// `files`: files by path.
  mutating func hostFiles(_ fields: Fields) -> [HostFile] {
    map(value(HostKeys.files, fields), HostKeys.files).compactMap { entry in
      guard isAbsolute(entry.key) else { return nil }
      if let path = entry.value.text {
        return hostFile(entry.key, source: Marked(path, mark: entry.value.mark))
      }
      guard let fields = self.fields(entry.value, HostFileKeys.object, of: "file '\(entry.key.value)'") else {
        return nil
      }
      let content = value(HostFileKeys.content, fields)
      let source = value(HostFileKeys.source, fields)
      switch (content, source) {
      case (let content?, nil):
        return text(content, HostFileKeys.content).map { HostFile(path: entry.key.value, source: .content($0.value)) }
      case (nil, let source?):
        return text(source, HostFileKeys.source).flatMap { hostFile(entry.key, source: $0) }
      case (nil, nil), (_?, _?):
        report.error(
          "bad-value", "file '\(entry.key.value)' needs one of 'content' and 'source'", at: entry.key.mark,
          hint: "for example { content: hello } or { source: site/index.html }")
        return nil
      }
    }
  }

  private mutating func hostFile(_ path: Marked<String>, source: Marked<String>) -> HostFile? {
    guard references.exists(source.value) else {
      report.error(
        "missing-file", "there is no file '\(source.value)'", at: source.mark,
        hint: "paths are relative to the topology file")
      return nil
    }
    return HostFile(path: path.value, source: .path(source.value))
  }

  /// `source:target[:options]`, as containerlab and Docker write it.
  mutating func bind(_ text: Marked<String>) -> Bind? {
    let parts = text.value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), !parts[0].isEmpty, parts[1].hasPrefix("/") else {
      report.error(
        "bad-bind", "'\(text.value)' is not a bind", at: text.mark,
        hint: "write source:target or source:target:ro, the target from '/'")
      return nil
    }
    guard references.exists(parts[0]) else {
      report.warning(
        "missing-file", "there is no '\(parts[0])'; the bind is left out", at: text.mark,
        hint: "paths are relative to the topology file")
      return nil
    }
    let options = parts.count == 3 ? parts[2].split(separator: ",") : []
    return Bind(source: parts[0], target: parts[1], isReadOnly: options.contains("ro"))
  }

  private mutating func isAbsolute(_ path: Marked<String>) -> Bool {
    if path.value.hasPrefix("/"), !path.value.hasSuffix("/") { return true }
    report.error(
      "bad-value", "'\(path.value)' is not the full path of a file", at: path.mark, hint: "for example /etc/motd")
    return false
  }
}
