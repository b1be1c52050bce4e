/// A stretch of the text that is read, which knows where it stands.
struct FlowPiece {
  /// Which text it is from.
  let piece: Int
  /// The characters; their indices are their places in the text.
  let scalars: ArraySlice<Unicode.Scalar>

  init(_ text: String, piece: Int) {
    self.piece = piece
    scalars = Array(text.unicodeScalars)[...]
  }

  private init(_ scalars: ArraySlice<Unicode.Scalar>, piece: Int) {
    self.scalars = scalars
    self.piece = piece
  }

  /// The characters as a string.
  var text: String { String(String.UnicodeScalarView(scalars)) }
  /// The place; a single character's where there is none.
  var range: Range<Int> {
    let start = scalars.startIndex
    return start..<max(scalars.endIndex, start + 1)
  }
  var isEmpty: Bool { scalars.isEmpty }

  /// A part, by places in the text.
  subscript(range: Range<Int>) -> FlowPiece { FlowPiece(scalars[range], piece: piece) }

  /// Without white space at either end.
  var trimmed: FlowPiece {
    var rest = scalars
    while let first = rest.first, first.isFlowSpace { rest.removeFirst() }
    while let last = rest.last, last.isFlowSpace { rest.removeLast() }
    return FlowPiece(rest, piece: piece)
  }

  /// Without the double quotes around it, if it has both.
  var unquoted: FlowPiece {
    guard scalars.count >= 2, scalars.first == "\"", scalars.last == "\"" else { return self }
    return FlowPiece(scalars.dropFirst().dropLast(), piece: piece)
  }

  /// What is in front of the first `separator` and what is behind it; `nil` where there is none.
  func split(at separator: Unicode.Scalar) -> (FlowPiece, FlowPiece)? {
    guard let index = scalars.firstIndex(of: separator) else { return nil }
    return (FlowPiece(scalars[..<index], piece: piece), FlowPiece(scalars[(index + 1)...], piece: piece))
  }

  /// What is in front of the last `->` and what is behind it; `nil` where there is none.
  var splitAtArrow: (FlowPiece, FlowPiece)? {
    var index = scalars.endIndex - 1
    while index > scalars.startIndex {
      if scalars[index] == ">", scalars[index - 1] == "-" {
        return (FlowPiece(scalars[..<(index - 1)], piece: piece), FlowPiece(scalars[(index + 1)...], piece: piece))
      }
      index -= 1
    }
    return nil
  }
}

extension FlowPiece {
  func error(_ message: String, hint: String? = nil) -> FlowProblem {
    FlowProblem(.error, piece: piece, range: range, message, hint: hint)
  }

  func warning(_ message: String, hint: String? = nil) -> FlowProblem {
    FlowProblem(.warning, piece: piece, range: range, message, hint: hint)
  }
}

extension Unicode.Scalar {
  var isFlowSpace: Bool { self == " " || self == "\t" || self == "\n" || self == "\r" }
  var isFlowSeparator: Bool { self == "," || isFlowSpace }
}
