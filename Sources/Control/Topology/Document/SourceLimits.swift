/// Bounds on a file, so that no file can exhaust memory, stack or patience.
public enum SourceLimits {
  /// Bytes in a file.
  public static let bytesMax = 4 << 20
  /// Values in a file, once its aliases are expanded.
  public static let valuesMax = 1_000_000
  /// Levels of lists and mappings inside one another.
  public static let nestingMax = 64
  /// Duplicated keys that are reported; each costs a pass over the file.
  public static let duplicatesMax = 20
  /// Bytes read in all passes together.
  public static let composedBytesMax = 4 * bytesMax
  /// Nodes in a lab.
  public static let nodesMax = 65_536
  /// Links in a lab.
  public static let linksMax = 262_144
  /// Checks in a file.
  public static let checksMax = 10_000
  /// Steps in a scenario.
  public static let stepsMax = 10_000
  /// The latest time of a step or a check: 365 days.
  public static let timeMax = Duration.seconds(31_536_000)
}
