import Yams

/// Reads YAML text into a ``RawValue`` with the place of every part.
///
/// Yams composes the document, with three things arranged so that one mistake does not hide the others and no file is
/// costly: `*` is put out of the parser's sight, and aliases are expanded here, under a bound; a key that occurs twice
/// is renamed and the document composed again; merge keys (`<<`) are carried out here, so that every value keeps the
/// place where it is written. All replacements are of one character by one, and undone in what comes out.
struct YAMLReader {
  /// Stands for `*`: a plane-15 private character, which ``checkCharacters(_:_:)`` does not let in.
  static let asterisk = Unicode.Scalar(UInt32(0xf0000))!

  private var scalars: [Unicode.Scalar]
  private var lineStarts: [Int] = [0]
  private var renames = YAMLRenames()

  /// Reads `text`, reports what is wrong with it as YAML, and returns what could be read.
  static func read(_ text: String, _ report: inout DiagnosticReport) -> RawValue? {
    guard text.utf8.count <= SourceLimits.bytesMax else {
      report.error(
        "file-too-large", "the file has \(text.utf8.count) bytes; at most \(SourceLimits.bytesMax) are read", at: .start
      )
      return nil
    }
    guard checkCharacters(text, &report) else { return nil }
    var reader = YAMLReader(text)
    return reader.compose(&report)
  }

  private init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      if scalar == "*" { scalars[index] = YAMLReader.asterisk }
      guard SourceText.isBreak(scalar) else { continue }
      if scalar == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" { continue }
      lineStarts.append(index + 1)
    }
  }

  private mutating func compose(_ report: inout DiagnosticReport) -> RawValue? {
    while true {
      let text = String(String.UnicodeScalarView(scalars))
      do throws(any Error) {
        let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        guard let root = try parser.singleRoot() else { return nil }
        var composer = YAMLComposer(source: report.source, renames: renames)
        let value = withExtendedLifetime(parser) { composer.value(of: root, depth: 0, &report) }
        return composer.isExhausted ? nil : value
      } catch let error as YamlError {
        if case .duplicatedKeysInMapping(_, let context) = error, rename(at: context.mark) { continue }
        YAMLSyntaxError(error, asterisk: YAMLReader.asterisk).report(to: &report)
        return nil
      } catch {
        report.error("yaml-syntax", "the file is not YAML: \(error)", at: .start)
        return nil
      }
    }
  }

  /// Makes the key at `mark` different from every other; false where it has no character that can be replaced.
  private mutating func rename(at mark: Mark) -> Bool {
    guard lineStarts.indices.contains(mark.line - 1), renames.count < SourceLimits.duplicatesMax,
      (renames.count + 2) * scalars.count < SourceLimits.composedBytesMax
    else { return false }
    var index = lineStarts[mark.line - 1] + mark.column - 1
    guard scalars.indices.contains(index), index + 1 < scalars.count else { return false }
    let quote = scalars[index]
    if quote == "\"" || quote == "'" {
      index += 1
      guard scalars[index] != quote, scalars[index] != "\\" else { return false }
    }
    guard !["&", "!", "|", ">", "?"].contains(scalars[index]), !SourceText.isBreak(scalars[index]) else { return false }
    scalars[index] = renames.replacement(for: scalars[index])
    return true
  }

  /// Reports the first character that YAML does not allow (YAML 1.2.2, 5.1), or that is used here as a stand-in.
  private static func checkCharacters(_ text: String, _ report: inout DiagnosticReport) -> Bool {
    var mark = SourceMark.start
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if !isAllowed(scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        report.error(
          "yaml-character", "the character \(name) cannot be in a YAML file", at: mark,
          hint:
            "inside double quotes it can be written as an escape, such as \"\\x\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))\""
        )
        return false
      }
      if SourceText.isBreak(scalar) {
        if !(previous == "\r" && scalar == "\n") { mark.line += 1 }
        mark.column = 1
      } else {
        mark.column += 1
      }
      previous = scalar
    }
    return true
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0a, 0x0d, 0x20...0x7e, 0x85, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000..<0xf0000,
      0x100000...0x10ffff:
      true
    default: false
    }
  }
}

/// The characters that were replaced to make duplicated keys different.
struct YAMLRenames {
  private static let first: UInt32 = 0xf0001
  private var originals: [Unicode.Scalar] = []

  var count: Int { originals.count }

  mutating func replacement(for original: Unicode.Scalar) -> Unicode.Scalar {
    let replacement = Unicode.Scalar(YAMLRenames.first + UInt32(originals.count)) ?? "?"
    originals.append(self.original(of: original) ?? original)
    return replacement
  }

  func original(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    guard scalar.value >= YAMLRenames.first else { return nil }
    let index = Int(scalar.value - YAMLRenames.first)
    return originals.indices.contains(index) ? originals[index] : nil
  }
}
