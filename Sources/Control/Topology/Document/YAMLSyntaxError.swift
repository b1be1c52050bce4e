import Yams

/// What the YAML parser could not read, in words that help.
struct YAMLSyntaxError {
  private var problem: String
  private var mark: SourceMark
  private var code: DiagnosticCode = "yaml-syntax"
  private let asterisk: Unicode.Scalar
  private static let unclosed = "found unexpected end of stream"

  init(_ error: YamlError, asterisk: Unicode.Scalar) {
    self.asterisk = asterisk
    mark = .start
    switch error {
    case .scanner(let context, let problem, let end, _), .parser(let context, let problem, let end, _),
      .composer(let context, let problem, let end, _):
      self.problem = problem
      // What is not closed is shown where it begins.
      let mark = problem == YAMLSyntaxError.unclosed ? context?.mark ?? end : end
      self.mark = SourceMark(line: max(1, mark.line), column: max(1, mark.column))
    case .duplicatedKeysInMapping(let names, let context):
      code = "duplicate-key"
      problem = "the key '\(names.first ?? "")' is here more than once"
      mark = SourceMark(line: max(1, context.mark.line), column: max(1, context.mark.column))
    case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem), .representer(let problem):
      self.problem = problem
    case .no, .memory, .dataCouldNotBeDecoded:
      problem = "the file cannot be read"
    }
  }

  /// Reports the error at the place the parser names.
  func report(to report: inout DiagnosticReport) {
    let rest = report.source.scalars(from: mark)
    if rest.first == "\t" {
      report.error("yaml-tab", "a tab cannot be used for indentation in YAML", at: mark, hint: "use spaces")
      return
    }
    let (message, hint) = translated(next: rest.first.map { $0 == asterisk ? "*" : $0 })
    report.error(code, message, at: mark, hint: hint)
  }

  private func translated(next: Unicode.Scalar?) -> (String, String?) {
    switch problem {
    case "found character that cannot start any token":
      let character = next.map { String(Character($0)) } ?? ""
      return ("a plain value cannot begin with '\(character)'", "write the value in quotes")
    case "mapping values are not allowed in this context":
      return ("a ':' is not allowed here", "check the indentation; a value with ': ' in it must be in quotes")
    case "could not find expected ':'":
      return ("a key without ':' ends here", "check the indentation of this line and of the one before")
    case "did not find expected key":
      return ("a key was expected here", "check the indentation; a quote or bracket before this may not be closed")
    case "did not find expected '-' indicator":
      return ("a list item was expected here", "begin it with '- ', in the column of the items before it")
    case "did not find expected ',' or ']'":
      return ("',' or ']' was expected here", "a list that begins with '[' ends with ']'")
    case "did not find expected ',' or '}'":
      return ("',' or '}' was expected here", "a mapping that begins with '{' ends with '}'")
    case YAMLSyntaxError.unclosed: return ("this quote is not closed", "end the value with the same quote")
    case "but found another document":
      return ("a second YAML document begins here", "a topology is one document; remove the '---'")
    case let other where other.hasPrefix("Maximum nesting level"):
      return ("lists and mappings are nested deeper than \(SourceLimits.nestingMax) levels", nil)
    default: return (problem, nil)
    }
  }
}
