/// A stretch of one line of the file.
public struct SourceMark: Hashable, Sendable {
  /// The line, from 1.
  public var line: Int
  /// The column of the first character, from 1, counted in Unicode scalars.
  public var column: Int
  /// Characters covered, at least 1.
  public var length: Int

  /// Makes a mark.
  public init(line: Int, column: Int, length: Int = 1) {
    self.line = line
    self.column = column
    self.length = max(1, length)
  }

  /// The first character of the file.
  public static let start = SourceMark(line: 1, column: 1)

  /// A part of what the mark covers: `length` characters from `offset`, which counts from 0.
  public func part(offset: Int, length: Int) -> SourceMark {
    SourceMark(line: line, column: column + offset, length: length)
  }
}

extension SourceMark: Comparable {
  /// Orders by line, then column, then length.
  public static func < (left: SourceMark, right: SourceMark) -> Bool {
    (left.line, left.column, left.length) < (right.line, right.column, right.length)
  }
}

/// A value together with where it is written. The place does not take part in equality.
public struct Marked<Value> {
  /// The value.
  public var value: Value
  /// Where it is written.
  public var mark: SourceMark

  /// Makes a marked value.
  public init(_ value: Value, mark: SourceMark) {
    self.value = value
    self.mark = mark
  }
}

extension Marked: Sendable where Value: Sendable {}

extension Marked: Equatable where Value: Equatable {
  /// Compares the values, not where they are written.
  public static func == (left: Marked, right: Marked) -> Bool { left.value == right.value }
}

extension Marked: Hashable where Value: Hashable {
  /// Hashes the value, not where it is written.
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
