public import Wire

/// A domain name (RFC 1035, 3.1): labels of 1…63 octets, 255 octets in all. Case is kept, and ignored by comparison
/// (RFC 4343).
public struct DNSName: Sendable {
  /// Octets of the longest label.
  public static let labelMax = 63
  /// Octets of the longest name on the wire.
  public static let lengthMax = 255

  /// The name on the wire, not compressed: each label behind its length, and a zero.
  public let wire: [UInt8]

  private init(unchecked wire: [UInt8]) { self.wire = wire }

  /// The root.
  public static var root: DNSName { DNSName(unchecked: [0]) }

  /// Reads a name as people write it: labels separated by dots, with or without one at the end; `.` is the root. `nil`
  /// where a label is empty or too long, or all are too long together.
  public init?(_ text: some StringProtocol) {
    if text == "." {
      self = .root
      return
    }
    var wire: [UInt8] = []
    let name = text.hasSuffix(".") ? text.dropLast() : text[...]
    for label in name.split(separator: ".", omittingEmptySubsequences: false) {
      guard 1...DNSName.labelMax ~= label.utf8.count else { return nil }
      wire.append(UInt8(label.utf8.count))
      wire += label.utf8
    }
    wire.append(0)
    guard wire.count <= DNSName.lengthMax else { return nil }
    self.init(unchecked: wire)
  }

  /// Reads the name at `offset` of a message, following compression (RFC 1035, 4.1.4), and moves `offset` behind it.
  /// `nil` where the name is cut off or too long, or a pointer does not point backwards: so a loop ends.
  public init?(_ message: [UInt8], at offset: inout Int) {
    var wire: [UInt8] = []
    var position = offset
    var lowest = offset
    var end: Int?
    while true {
      guard message.indices.contains(position) else { return nil }
      let length = Int(message[position])
      switch length >> 6 {
      case 0:
        guard length < message.count - position, wire.count + length + 1 <= DNSName.lengthMax else { return nil }
        wire += message[position...position + length]
        position += length + 1
        if length == 0 {
          offset = end ?? position
          self.init(unchecked: wire)
          return
        }
      case 3:
        guard position + 1 < message.count else { return nil }
        let target = (length & 0x3f) << 8 | Int(message[position + 1])
        guard target < lowest else { return nil }
        end = end ?? position + 2
        lowest = target
        position = target
      default: return nil
      }
    }
  }

  /// The name under which an address is looked up backwards: in in-addr.arpa (RFC 1035, 3.5) or ip6.arpa (RFC 3596, 2.5).
  public init(reverse address: IPAddress) {
    var wire: [UInt8] = []
    switch address {
    case .v4(let address):
      for shift in [0, 8, 16, 24] as [UInt32] {
        let digits = String(address.bits >> shift & 0xff).utf8
        wire += [UInt8(digits.count)] + digits
      }
      wire += DNSName.reverse4.wire
    case .v6(let address):
      for shift in stride(from: 0, to: 128, by: 4) {
        wire += [1] + String(UInt8(truncatingIfNeeded: address.bits >> UInt128(shift)) & 0xf, radix: 16).utf8
      }
      wire += DNSName.reverse6.wire
    }
    self.init(unchecked: wire)
  }

  /// in-addr.arpa.
  public static var reverse4: DNSName { DNSName(unchecked: [7] + "in-addr".utf8 + [4] + "arpa".utf8 + [0]) }
  /// ip6.arpa.
  public static var reverse6: DNSName { DNSName(unchecked: [3] + "ip6".utf8 + [4] + "arpa".utf8 + [0]) }

  /// True for the root.
  public var isRoot: Bool { wire.count == 1 }

  /// The name without its first label; `nil` for the root.
  public var parent: DNSName? {
    isRoot ? nil : DNSName(unchecked: Array(wire[(Int(wire[0]) + 1)...]))
  }

  /// This name with `label` in front; `nil` where either becomes too long, or the label is empty.
  public func prefixed(by label: String) -> DNSName? {
    let octets = Array(label.utf8)
    guard 1...DNSName.labelMax ~= octets.count, octets.count + 1 + wire.count <= DNSName.lengthMax else { return nil }
    return DNSName(unchecked: [UInt8(octets.count)] + octets + wire)
  }

  /// True where the name is `ancestor` or below it.
  public func isWithin(_ ancestor: DNSName) -> Bool {
    var name: DNSName? = self
    while let here = name, here.wire.count >= ancestor.wire.count {
      if here == ancestor { return true }
      name = here.parent
    }
    return false
  }

  /// The octets with upper case letters as lower case ones. Lengths are below the letters, so they stay as they are.
  fileprivate var folded: some Sequence<UInt8> { wire.lazy.map { 0x41...0x5a ~= $0 ? $0 | 0x20 : $0 } }
}

extension DNSName: Hashable {
  /// Compares without regard to case.
  public static func == (left: DNSName, right: DNSName) -> Bool {
    left.wire.count == right.wire.count && left.folded.elementsEqual(right.folded)
  }

  /// Hashes without regard to case.
  public func hash(into hasher: inout Hasher) { for octet in folded { hasher.combine(octet) } }
}

extension DNSName: CustomStringConvertible {
  /// The name as people write it, with a dot at the end; octets that are no printable ASCII, dots inside labels and
  /// backslashes are escaped (RFC 1035, 5.1).
  public var description: String {
    if isRoot { return "." }
    var text = ""
    var offset = 0
    while wire[offset] != 0 {
      for octet in wire[(offset + 1)...].prefix(Int(wire[offset])) {
        switch octet {
        case UInt8(ascii: "."), UInt8(ascii: "\\"): text += "\\" + String(UnicodeScalar(octet))
        case 0x21...0x7e: text.unicodeScalars.append(UnicodeScalar(octet))
        default: text += "\\" + String(repeating: "0", count: octet < 10 ? 2 : octet < 100 ? 1 : 0) + String(octet)
        }
      }
      text += "."
      offset += Int(wire[offset]) + 1
    }
    return text
  }
}
