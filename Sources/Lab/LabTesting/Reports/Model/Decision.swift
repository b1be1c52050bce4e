/// What decided a packet's fate: the element, its rule, and where the rule is written. This is what a person wants to
/// see first when a check fails.
public struct Decision: Codable, Hashable, Sendable {
  /// What the element did with the packet.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// It was dropped without a word.
    case dropped
    /// It was dropped, and the sender was told so.
    case rejected
    /// It went on.
    case forwarded
    /// It came to where it was sent.
    case delivered
  }

  /// What was done.
  public var kind: Kind
  /// The element that did it.
  public var element: String
  /// The rule, as one would write it, where a rule decided: `priority=200,tcp,tp_dst=443,actions=drop`.
  public var rule: String?
  /// The reason in words, as `no route` or `dropped by a rule`.
  public var reason: String?
  /// Where the rule is written.
  public var place: SourcePlace?
  /// Which step of the story it was, from 0.
  public var step: Int?

  /// Makes a decision.
  public init(
    _ kind: Kind, by element: String, rule: String? = nil, reason: String? = nil, place: SourcePlace? = nil,
    step: Int? = nil
  ) {
    self.kind = kind
    self.element = element
    self.rule = rule
    self.reason = reason
    self.place = place
    self.step = step
  }

  /// What happened in one sentence: `dropped at of1 by rule priority=200,…,actions=drop (office.weft.yml:31)`.
  public var sentence: String {
    var text = "\(kind.rawValue) at \(element)"
    if let rule { text += " by rule \(rule)" } else if let reason { text += ": \(reason)" }
    if let place { text += " (\(place.lineDescription))" }
    return text
  }

  /// The same for a table: `dropped by of1`.
  public var shortText: String {
    switch kind {
    case .dropped, .rejected, .forwarded: "\(kind.rawValue) by \(element)"
    case .delivered: "delivered to \(element)"
    }
  }
}
