/// One of the two ways through a link.
public enum LinkDirection: Int, Hashable, Sendable, CaseIterable {
  /// In by port 0, out by port 1.
  case forward = 0
  /// In by port 1, out by port 0.
  case backward = 1

  /// The port that packets come in by.
  public var input: Int { rawValue }
  /// The port that packets leave by.
  public var output: Int { 1 - rawValue }
  /// The other way.
  public var opposite: LinkDirection { self == .forward ? .backward : .forward }
}
