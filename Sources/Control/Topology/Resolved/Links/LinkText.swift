extension LinkConditions: CustomStringConvertible {
  /// What differs from a plain cable, as `delay 20ms, loss 1%`; `none` where nothing does.
  public var description: String {
    let words = zip(self.words, LinkConditions.none.words).filter { $0.text != $1.text }.map(\.0)
    return words.isEmpty ? "none" : words.map { "\($0.key) \($0.text)" }.joined(separator: ", ")
  }

  /// Every condition with its key and its value in words, in one order.
  var words: [(key: String, text: String)] {
    [
      ("down", isDown ? "yes" : "no"), ("delay", delay.text), ("jitter", jitter.description),
      ("loss", loss.description), ("duplicate", duplicate.description), ("corrupt", corrupt.description),
      ("reorder", reorder.description), ("rate", rate.map(QuantityText.rate) ?? "none"), ("queue", queue.description),
    ]
  }

  /// What changes from these conditions to `other`, as `delay 0s -> 20ms, loss 0% -> 1%`.
  func changes(to other: LinkConditions) -> String {
    zip(words, other.words).filter { $0.text != $1.text }.map { "\($0.key) \($0.text) -> \($1.text)" }
      .joined(separator: ", ")
  }

  /// The conditions for a program, with the keys of the file; those of a plain cable are left out.
  public var json: JSONValue { .object(members) }

  /// As ``json``, one by one.
  var members: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    if isDown { members.append(.init("down", true)) }
    if delay != .zero { members.append(.init("delay", .string(delay.text))) }
    if jitter != .none { members.append(.init("jitter", jitter.json)) }
    if loss != .none { members.append(.init("loss", loss.json)) }
    if duplicate != .never { members.append(.init("duplicate", duplicate.json)) }
    if corrupt != .never { members.append(.init("corrupt", corrupt.json)) }
    if reorder != .never { members.append(.init("reorder", reorder.json)) }
    if let rate { members.append(.init("rate", .string(QuantityText.rate(rate)))) }
    if queue != LinkQueue() { members.append(.init("queue", queue.json)) }
    return members
  }
}

extension Chance: CustomStringConvertible {
  /// The chance in words, as `1%` or `1% correlation 25%`.
  public var description: String {
    QuantityText.percentage(probability)
      + (correlation == 0 ? "" : " correlation \(QuantityText.percentage(correlation))")
  }

  /// The chance for a program, in the notation of the file.
  var json: JSONValue {
    let text = JSONValue.string(QuantityText.percentage(probability))
    return correlation == 0
      ? text : ["probability": text, "correlation": .string(QuantityText.percentage(correlation))]
  }
}

extension Jitter: CustomStringConvertible {
  /// The jitter in words, as `2ms` or `2ms normal correlation 25%`.
  public var description: String {
    amount.text + (distribution == .uniform ? "" : " \(distribution.rawValue)")
      + (correlation == 0 ? "" : " correlation \(QuantityText.percentage(correlation))")
  }

  /// The jitter for a program, in the notation of the file.
  var json: JSONValue {
    if distribution == .uniform, correlation == 0 { return .string(amount.text) }
    return [
      "by": .string(amount.text), "distribution": .string(distribution.rawValue),
      "correlation": .string(QuantityText.percentage(correlation)),
    ]
  }
}

extension LinkLoss: CustomStringConvertible {
  /// The loss in words, as `1%` or `bursts enter 1% leave 25% lossy 100% otherwise 0%`.
  public var description: String {
    switch self {
    case .random(let chance): chance.description
    case .bursts(let bursts): "bursts " + bursts.words.map { "\($0.key) \($0.text)" }.joined(separator: " ")
    }
  }

  /// The loss for a program, in the notation of the file.
  var json: JSONValue {
    switch self {
    case .random(let chance): chance.json
    case .bursts(let bursts): ["bursts": .object(bursts.words.map { .init($0.key, .string($0.text)) })]
    }
  }
}

extension BurstLoss {
  fileprivate var words: [(key: String, text: String)] {
    [("enter", enter), ("leave", leave), ("lossy", lossInside), ("otherwise", lossOutside)]
      .map { ($0.0, QuantityText.percentage($0.1)) }
  }
}

extension LinkQueue: CustomStringConvertible {
  /// The queue in words, as `1000 packets` or `64kB codel target 5ms interval 100ms`.
  public var description: String {
    switch management {
    case .tailDrop: limit.description
    case .coDel(let target, let interval): "\(limit) codel target \(target.text) interval \(interval.text)"
    }
  }

  /// The queue for a program, in the notation of the file.
  var json: JSONValue {
    switch management {
    case .tailDrop: .string(limit.description)
    case .coDel(let target, let interval):
      [
        "size": .string(limit.description),
        "codel": ["target": .string(target.text), "interval": .string(interval.text)],
      ]
    }
  }
}

extension LinkQueue.Limit: CustomStringConvertible {
  /// The limit as the file writes it, as `1000 packets` or `64kB`.
  public var description: String {
    switch self {
    case .packets(let count): "\(count) packets"
    case .octets(let count): QuantityText.size(count)
    }
  }
}

/// Quantities as the file writes them, exactly.
enum QuantityText {
  /// Parts per billion as a percentage, as `0.1%`.
  static func percentage(_ parts: Int) -> String {
    let unit = 10_000_000
    guard parts % unit != 0 else { return "\(parts / unit)%" }
    var digits = String(parts % unit)
    digits = String(repeating: "0", count: 7 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(parts / unit).\(digits)%"
  }

  /// Bits a second with the largest unit that keeps them whole, as `100Mbit/s`.
  static func rate(_ rate: Int) -> String { whole(rate, Quantity.rates) }

  /// Octets with the largest decimal unit that keeps them whole, as `64kB`.
  static func size(_ octets: Int) -> String { whole(octets, Quantity.sizes.filter { !$0.name.contains("i") }) }

  private static func whole(_ value: Int, _ units: [Quantity.Unit]) -> String {
    let unit = units.last { value != 0 && value % $0.factor == 0 } ?? units[0]
    return "\(value / unit.factor)\(unit.name)"
  }
}
