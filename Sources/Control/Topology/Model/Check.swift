/// Something that must hold in the lab, as written; a later release reads and runs it.
public struct CheckSpec: Hashable, Sendable {
  /// The check's mapping, with the place of each part.
  public var value: RawValue

  /// Makes a check.
  public init(_ value: RawValue) { self.value = value }
}
