/// A number with its unit, exact: `20ms`, `0.1%`, `100Mbit/s`.
struct Quantity {
  /// Why a text is not a quantity.
  enum Problem: Error, Equatable {
    case notANumber
    case noUnit
    case unknownUnit(String)
    case outOfRange
  }

  /// A unit's name and how many of the smallest unit it stands for.
  typealias Unit = (name: String, factor: Int)

  static let durations: [Unit] = [
    ("ns", 1), ("us", 1000), ("µs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
  ]
  static let rates: [Unit] = [("bit/s", 1), ("kbit/s", 1000), ("Mbit/s", 1_000_000), ("Gbit/s", 1_000_000_000)]
  static let sizes: [Unit] = [
    ("B", 1), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("KiB", 1 << 10), ("MiB", 1 << 20),
    ("GiB", 1 << 30),
  ]
  /// Parts in a billion.
  static let percentages: [Unit] = [("%", 10_000_000)]

  /// Digits after the point that count; more are below the smallest unit.
  private static let fractionDigitsMax = 18

  /// Reads `text` into a whole number of the smallest unit; digits beyond that are cut off.
  static func parse(_ text: String, _ units: [Unit]) throws(Problem) -> Int {
    let number = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let unit = text[number.endIndex...]
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { throw .notANumber }
    guard !unit.isEmpty else { throw .noUnit }
    guard let factor = units.first(where: { $0.name == unit })?.factor else { throw .unknownUnit(String(unit)) }
    guard let whole = Int(parts[0]) else { throw .outOfRange }
    var (value, overflow) = whole.multipliedReportingOverflow(by: factor)
    if parts.count == 2 {
      let digits = parts[1].prefix(fractionDigitsMax)
      var fraction = Int128(Int(digits) ?? 0) * Int128(factor)
      for _ in digits { fraction /= 10 }
      let (sum, carried) = value.addingReportingOverflow(Int(fraction))
      (value, overflow) = (sum, overflow || carried)
    }
    guard !overflow else { throw .outOfRange }
    return value
  }
}
