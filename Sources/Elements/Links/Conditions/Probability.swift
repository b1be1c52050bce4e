/// A probability in whole parts per billion, 0 to 1: exact to write down, to compare and to draw.
public struct Probability: Hashable, Sendable {
  /// Parts per billion, 0 to 1,000,000,000.
  public let partsPerBillion: UInt32

  /// It never happens.
  public static let never = Probability(unchecked: 0)
  /// It always happens.
  public static let always = Probability(unchecked: 1_000_000_000)

  /// A probability of so many parts per billion; `nil` where that is more than 1.
  public init?(partsPerBillion: UInt32) {
    guard partsPerBillion <= 1_000_000_000 else { return nil }
    self.partsPerBillion = partsPerBillion
  }

  /// The nearest probability to `fraction`; `nil` where that is not from 0 to 1.
  public init?(fraction: Double) {
    guard fraction >= 0, fraction <= 1 else { return nil }
    partsPerBillion = UInt32((fraction * 1_000_000_000).rounded())
  }

  /// The nearest probability to so many percent; `nil` where that is not from 0 to 100.
  public init?(percent: Double) {
    guard percent >= 0, percent <= 100 else { return nil }
    partsPerBillion = UInt32((percent * 10_000_000).rounded())
  }

  private init(unchecked partsPerBillion: UInt32) { self.partsPerBillion = partsPerBillion }

  /// As a fraction, 0 to 1.
  public var fraction: Double { Double(partsPerBillion) / 1_000_000_000 }

  /// True for this share of all `word`s; the share is off by less than 2⁻³³.
  @inline(__always)
  func holds(for word: UInt64) -> Bool { word.multipliedFullWidth(by: 1_000_000_000).high < UInt64(partsPerBillion) }
}

extension Probability: Comparable {
  /// The less likely of two is the smaller.
  public static func < (left: Probability, right: Probability) -> Bool {
    left.partsPerBillion < right.partsPerBillion
  }
}

extension Probability: ExpressibleByFloatLiteral {
  /// A fraction in source code. Traps outside 0 to 1.
  public init(floatLiteral fraction: Double) {
    guard let probability = Probability(fraction: fraction) else { preconditionFailure("a probability is 0 to 1") }
    self = probability
  }
}

extension Probability: CustomStringConvertible {
  /// In percent, exactly: `0.1%`.
  public var description: String { decimal(UInt64(partsPerBillion), unit: 10_000_000) + "%" }
}
