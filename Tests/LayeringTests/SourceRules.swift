/// Something in a source that the architecture does not allow.
struct Violation: CustomStringConvertible, Equatable {
  let file: String
  let line: Int
  let text: String

  var description: String { "\(file):\(line): \(text)" }
}

/// Holds one source text to the rules of its layer.
struct SourceRules {
  let layer: Layer

  /// Everything that `text` does and may not do, in the order of its lines.
  func violations(in text: String, file: String) -> [Violation] {
    var found: [Violation] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      for problem in problems(SourceRules.code(of: line), file: file) {
        found.append(Violation(file: file, line: index + 1, text: problem))
      }
    }
    return found
  }

  private func problems(_ code: String, file: String) -> [String] {
    if let module = SourceRules.importedModule(code) {
      return layer.allowed.contains(module) ? [] : ["\(layer.name) may not import \(module)"]
    }
    var problems: [String] = []
    if layer.group.isDeterministic {
      for idiom in SourceRules.unrepeatable where code.contains(idiom.pattern) {
        problems.append("\(layer.name) may not use \(idiom.name): time and chance come from the element's context")
      }
      if code.contains(SourceRules.printing) { problems.append("\(layer.name) may not print") }
    }
    if code.contains(SourceRules.pointers) && !file.contains("+Unsafe") {
      problems.append("raw memory belongs into a file that says so in its name: …+Unsafe.swift")
    }
    return problems
  }

  /// The module that a line imports, or `nil` where it is no import. `import struct A.B` imports `A`.
  static func importedModule(_ code: String) -> String? {
    guard let match = code.firstMatch(of: importLine) else { return nil }
    return String(match.output.1)
  }

  /// The modules that a text imports.
  static func imports(of text: String) -> Set<String> {
    Set(text.split(separator: "\n").compactMap { importedModule(code(of: $0)) })
  }

  /// A line without its comment. What looks like a comment within a string is cut off, too: that hides no import.
  static func code(of line: Substring) -> String {
    guard let comment = line.firstRange(of: "//") else { return String(line) }
    return String(line[..<comment.lowerBound])
  }

  nonisolated(unsafe) private static let importLine =
    /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)/

  /// What gives another answer each time.
  nonisolated(unsafe) private static let unrepeatable: [(name: String, pattern: Regex<Substring>)] = [
    ("the date", /\bDate\(\)/),
    ("a system clock", /\b(?:ContinuousClock|SuspendingClock|DispatchTime)\b/),
    ("sleeping", /\b(?:Task\.sleep|usleep|nanosleep)\b/),
    ("the system's random numbers", /\bSystemRandomNumberGenerator\b/),
    ("unseeded random numbers", /\.random\(in:[^,)]*\)|\b(?:Bool|U?Int\d*|Double|Float)\.random\(\)/),
    ("unseeded choice", /\.(?:shuffled|shuffle|randomElement)\(\)/),
    ("a hash that differs from run to run", /\bHasher\(\)|\.hashValue\b/),
  ]

  nonisolated(unsafe) private static let printing = /\b(?:print|debugPrint|dump)\(/
  nonisolated(unsafe) private static let pointers =
    /\b(?:Unsafe(?:Mutable)?(?:Raw)?(?:Buffer)?Pointer|Unmanaged|unsafeBitCast|withUnsafe\w*)\b/
}
