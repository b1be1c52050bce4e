extension Diagnostic {
  /// The diagnostic for a program: `severity`, `code`, `message`, `file`, `line`, `column`, `length`, `sourceLine` and
  /// `hint`, which is null where there is none.
  public var json: JSONValue {
    [
      "severity": .string(severity.rawValue), "code": .string(code.rawValue), "message": .string(message),
      "file": .string(file), "line": .integer(line), "column": .integer(column), "length": .integer(length),
      "sourceLine": .string(sourceLine), "hint": hint.map(JSONValue.string) ?? .null,
    ]
  }
}

extension Sequence where Element == Diagnostic {
  /// All of them for a program, as a list.
  public var json: JSONValue { .array(map(\.json)) }
}
