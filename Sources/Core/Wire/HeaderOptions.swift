/// One option of an IPv4 or TCP header: its kind and where its data is.
public struct HeaderOption: Hashable, Sendable {
  /// The option's number.
  public let kind: UInt8
  /// Where the option's data is in the options, without kind and length; empty for options of one octet.
  public let data: Range<Int>

  /// Makes an option of its fields.
  @inlinable
  public init(kind: UInt8, data: Range<Int>) {
    self.kind = kind
    self.data = data
  }
}

/// Walks the options of an IPv4 header (RFC 791, 3.1) or a TCP header (RFC 9293, 3.1), which have one syntax: kind 0
/// ends the list, kind 1 is one octet of padding, and any other has a length that counts kind and length as well.
///
/// Every step moves forward by an octet at least, so a walk ends after at most as many steps as there are octets.
public struct HeaderOptionCursor: ~Escapable {
  /// The options that are walked.
  public let bytes: RawSpan
  /// Where the next option begins.
  public private(set) var offset = 0
  /// True once an option was found whose length is impossible; the walk ends there.
  public private(set) var isMalformed = false

  /// Begins a walk.
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) { self.bytes = bytes }

  /// The next option other than padding, or `nil` at the end.
  public mutating func next() -> HeaderOption? {
    while offset < bytes.byteCount {
      let kind = bytes.octet(at: offset)
      switch kind {
      case 0:
        offset = bytes.byteCount
        return nil
      case 1:
        offset += 1
      default:
        guard bytes.holds(2, at: offset), bytes.octet(at: offset + 1) >= 2,
          bytes.holds(Int(bytes.octet(at: offset + 1)), at: offset)
        else {
          isMalformed = true
          offset = bytes.byteCount
          return nil
        }
        let end = offset + Int(bytes.octet(at: offset + 1))
        defer { offset = end }
        return HeaderOption(kind: kind, data: offset + 2..<end)
      }
    }
    return nil
  }
}
