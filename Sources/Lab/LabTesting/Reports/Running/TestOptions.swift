/// How the checks of a file are to be run.
public struct TestOptions: Sendable {
  /// The seed of chance in elements and links; `nil` for the file's own.
  public var seed: UInt64?
  /// Only checks whose title has this text, in any case of letters; all where there is none.
  public var only: String?
  /// True where the digest of the run is wanted.
  public var wantsDigest: Bool
  /// True where the story of checks that pass is wanted, too.
  public var wantsStories: Bool
  /// The file that all packets are captured into.
  public var capture: String?

  /// Makes options.
  public init(
    seed: UInt64? = nil, only: String? = nil, wantsDigest: Bool = false, wantsStories: Bool = false,
    capture: String? = nil
  ) {
    self.seed = seed
    self.only = only
    self.wantsDigest = wantsDigest
    self.wantsStories = wantsStories
    self.capture = capture
  }

  /// True where a check of that title is to be run.
  public func includes(_ title: String) -> Bool {
    guard let only, !only.isEmpty else { return true }
    return title.lowercased().contains(only.lowercased())
  }
}
