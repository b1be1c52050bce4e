extension IPv6Address: LosslessStringConvertible {
  /// Reads any of the three forms of RFC 4291, 2.2: eight groups of hexadecimal digits, the same with one `::` for one
  /// or more groups of zeros, and either with an IPv4 address as the last two groups. A zone (`%eth0`) is no part of
  /// an address. Anything else is `nil`.
  public init?(_ text: some StringProtocol) { self.init(ascii: text.utf8) }

  init?(ascii text: some Collection<UInt8>) {
    var (front, back) = (Groups(), Groups())
    if let gap = IPv6Address.offsetOfGap(in: text) {
      let rest = text.index(gap, offsetBy: 2)
      guard front.append(contentsOf: text[..<gap], mayEndInIPv4: false),
        back.append(contentsOf: text[rest...], mayEndInIPv4: true), front.count + back.count < 8
      else { return nil }
    } else {
      guard !text.isEmpty, back.append(contentsOf: text, mayEndInIPv4: true), back.count == 8 else {
        return nil
      }
    }
    let shift = UInt128(8 - front.count) * 16
    self.init(bits: (shift < 128 ? front.bits << shift : 0) | back.bits)
  }

  /// The canonical text of RFC 5952: lower case, no leading zeros, `::` for the first of the longest runs of two or
  /// more zero groups; an IPv4-mapped address ends in dotted decimal (RFC 5952, 5).
  public var description: String {
    if let mapped = mappedIPv4 { return "::ffff:\(mapped)" }
    let gap = longestRunOfZeros
    var text = ""
    var index = 0
    while index < 8 {
      if index == gap.lowerBound, !gap.isEmpty {
        text += "::"
        index = gap.upperBound
      } else {
        if !text.isEmpty, !text.hasSuffix(":") { text += ":" }
        text += String(group(index), radix: 16)
        index += 1
      }
    }
    return text
  }

  /// The groups that `::` stands for: the first of the longest runs of at least two zeros (RFC 5952, 4.2).
  private var longestRunOfZeros: Range<Int> {
    var best = 0..<0
    var start = 0
    for index in 0..<8 {
      if group(index) != 0 {
        start = index + 1
      } else if index + 1 - start >= 2, index + 1 - start > best.count {
        best = start..<index + 1
      }
    }
    return best
  }

  /// Where the first `::` begins.
  private static func offsetOfGap<Text: Collection<UInt8>>(in text: Text) -> Text.Index? {
    var previous: Text.Index?
    for index in text.indices where text[index] == UInt8(ascii: ":") {
      if let previous, text.index(after: previous) == index { return previous }
      previous = index
    }
    return nil
  }

  /// Up to eight groups, as they are read.
  private struct Groups {
    var bits: UInt128 = 0
    var count = 0

    /// Reads groups separated by single colons; an empty text is no group.
    mutating func append(contentsOf text: some Collection<UInt8>, mayEndInIPv4: Bool) -> Bool {
      if text.isEmpty { return true }
      let parts = text.split(
        separator: UInt8(ascii: ":"), maxSplits: 8, omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        if mayEndInIPv4, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
          guard let address = IPv4Address(ascii: part), count <= 6 else { return false }
          bits = bits << 32 | UInt128(address.bits)
          count += 2
        } else {
          guard count < 8, appendGroup(part) else { return false }
        }
      }
      return true
    }

    /// Reads one group of one to four hexadecimal digits.
    private mutating func appendGroup(_ text: some Collection<UInt8>) -> Bool {
      var value: UInt128 = 0
      var digits = 0
      for byte in text {
        guard digits < 4, let digit = hexadecimalValue(byte) else { return false }
        value = value << 4 | UInt128(digit)
        digits += 1
      }
      guard digits > 0 else { return false }
      bits = bits << 16 | value
      count += 1
      return true
    }
  }
}
