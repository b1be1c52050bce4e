import Wire

/// Reads the value of a field, with its mask.
struct FieldValueReader {
  /// The field as it was named.
  let name: FieldName
  /// The ports that exist; `nil` where any number may be one.
  let ports: PortDirectory?

  /// The bits that `piece` wants.
  func read(_ piece: FlowPiece) throws(FlowProblem) -> FieldBits {
    let field = name.field
    switch name.format {
    case .port: return FieldBits(field, UInt128(try PortReader(ports: ports).read(piece).rawValue))
    case .decimal, .hexadecimal: return try masked(piece) { p throws(FlowProblem) in try number(p, field.fullMask) }
    case .mac: return try masked(piece) { p throws(FlowProblem) in try mac(p) }
    case .ipv4: return try masked(piece, prefix: 32) { p throws(FlowProblem) in try ipv4(p) }
    case .ipv6: return try masked(piece, prefix: 128) { p throws(FlowProblem) in try ipv6(p) }
    case .etherType: return try masked(piece) { p throws(FlowProblem) in try word(p, FieldWords.etherTypes) }
    case .ipProtocol: return try masked(piece) { p throws(FlowProblem) in try word(p, FieldWords.protocols) }
    case .arpOperation: return try masked(piece) { p throws(FlowProblem) in try word(p, FieldWords.arpOperations) }
    case .tcpFlags: return try tcpFlags(piece)
    case .fragment: return try fragment(piece)
    case .typeOfService:
      let octet = try unmasked(piece) { p throws(FlowProblem) in try number(p, 255) }
      guard octet & 3 == 0 else {
        throw piece.error(
          "\(name.name) sets the upper six bits of the octet, so it is a multiple of 4",
          hint: "the lower two are nw_ecn")
      }
      return FieldBits(field, octet >> 2)
    case .vlan:
      let vlan = try unmasked(piece) { p throws(FlowProblem) in try number(p, 0xffff) }
      if vlan == 0xffff { return FieldBits(.vlanTCI, 0) }
      guard vlan <= 0xfff else { throw piece.error("a VLAN is 0 to 4095, or 0xffff for frames without a tag") }
      return FieldBits(.vlanTCI, 0x1000 | vlan, mask: 0x1fff)
    case .vlanPriority:
      let priority = try unmasked(piece) { p throws(FlowProblem) in try number(p, 7) }
      return FieldBits(.vlanTCI, 0x1000 | priority << 13, mask: 0xf000)
    case .vlanVID: return try vlanVID(piece)
    case .vlanTCI:
      let bits = try masked(piece) { p throws(FlowProblem) in try number(p, 0xffff) }
      return try noTag(bits, piece)
    }
  }

  // MARK: Masks

  private func unmasked(
    _ piece: FlowPiece, _ read: (FlowPiece) throws(FlowProblem) -> UInt128
  ) throws(FlowProblem) -> UInt128 {
    if let (_, mask) = piece.split(at: "/") { throw mask.error("\(name.name) takes no mask") }
    return try read(piece)
  }

  private func masked(
    _ piece: FlowPiece, prefix: Int? = nil, _ read: (FlowPiece) throws(FlowProblem) -> UInt128
  ) throws(FlowProblem) -> FieldBits {
    guard let (value, mask) = piece.split(at: "/") else { return FieldBits(name.field, try read(piece)) }
    guard name.isMaskable else { throw mask.error("\(name.name) takes no mask") }
    let bits = try read(value)
    if let prefix, let length = FlowNumber.decimal(mask.text) {
      guard length <= prefix else { throw mask.error("a prefix of \(name.name) has 0 to \(prefix) bits") }
      let ones = length == 0 ? 0 : name.field.fullMask & ~((1 << UInt128(prefix - Int(length))) - 1)
      return FieldBits(name.field, bits & ones, mask: ones)
    }
    let ones = try read(mask)
    return FieldBits(name.field, bits & ones, mask: ones)
  }

  // MARK: Values

  private func number(_ piece: FlowPiece, _ maximum: UInt128) throws(FlowProblem) -> UInt128 {
    try FlowNumber.read(piece, maximum: maximum, what: name.name)
  }

  private func word(_ piece: FlowPiece, _ words: [(name: String, value: UInt16)]) throws(FlowProblem) -> UInt128 {
    if let found = words.first(where: { $0.name == piece.text.lowercased() }) { return UInt128(found.value) }
    guard let first = piece.scalars.first, !("0"..."9" ~= first) else {
      return try number(piece, name.field.fullMask)
    }
    throw piece.error(
      "\(name.name) does not know '\(piece.text)'",
      hint: NearestName.hint(for: piece.text, among: words.map(\.name))
        ?? "a number, or one of \(words.map(\.name).joined(separator: ", "))")
  }

  private func mac(_ piece: FlowPiece) throws(FlowProblem) -> UInt128 {
    guard let address = MACAddress(piece.text) else {
      throw piece.error(
        "'\(piece.text)' is not a MAC address", hint: "six pairs of hexadecimal digits: 02:00:00:00:00:01")
    }
    return UInt128(address.bits)
  }

  private func ipv4(_ piece: FlowPiece) throws(FlowProblem) -> UInt128 {
    guard let address = IPv4Address(piece.text) else {
      let isIPv6 = IPv6Address(piece.text) != nil
      throw piece.error(
        "'\(piece.text)' is not an IPv4 address",
        hint: isIPv6 ? "IPv6 addresses are matched with ipv6_src and ipv6_dst" : "four numbers: 10.1.0.1 or 10.1.0.0/16"
      )
    }
    return UInt128(address.bits)
  }

  private func ipv6(_ piece: FlowPiece) throws(FlowProblem) -> UInt128 {
    guard let address = IPv6Address(piece.text) else {
      throw piece.error("'\(piece.text)' is not an IPv6 address", hint: "as 2001:db8::1 or 2001:db8::/32")
    }
    return address.bits
  }

  /// `+syn-ack` for some flags, `syn|ack` for all, or a number with or without a mask.
  private func tcpFlags(_ piece: FlowPiece) throws(FlowProblem) -> FieldBits {
    guard let first = piece.scalars.first, !("0"..."9" ~= first) else {
      return try masked(piece) { p throws(FlowProblem) in try number(p, 0xfff) }
    }
    let isSigned = first == "+" || first == "-"
    var bits = FieldBits(.tcpFlags, 0, mask: isSigned ? 0 : 0xfff)
    var rest = piece
    repeat {
      let sign = isSigned ? rest.scalars.first : "+"
      guard sign == "+" || sign == "-" else { throw rest.error("each flag has '+' or '-' in front, as in +syn-ack") }
      let start = rest.scalars.startIndex + (isSigned ? 1 : 0)
      let end = rest.scalars[start...].firstIndex { isSigned ? $0 == "+" || $0 == "-" : $0 == "|" }
      let flag = try tcpFlag(rest[start..<(end ?? rest.scalars.endIndex)])
      if isSigned { bits.mask |= flag }
      if sign == "+" { bits.value |= flag } else { bits.value &= ~flag }
      guard let end else { return bits }
      rest = rest[(isSigned ? end : end + 1)..<rest.scalars.endIndex]
    } while true
  }

  private func tcpFlag(_ piece: FlowPiece) throws(FlowProblem) -> UInt128 {
    if let flag = FieldWords.tcpFlags.first(where: { $0.name == piece.text.lowercased() }) {
      return UInt128(flag.value)
    }
    throw piece.error(
      "TCP has no flag '\(piece.text)'",
      hint: "flags: " + FieldWords.tcpFlags.map(\.name).joined(separator: ", ") + "; as +syn-ack or syn|ack")
  }

  private func fragment(_ piece: FlowPiece) throws(FlowProblem) -> FieldBits {
    guard let found = FieldWords.fragments.first(where: { $0.name == piece.text.lowercased() }) else {
      throw piece.error(
        "\(name.name) does not know '\(piece.text)'",
        hint: "one of " + FieldWords.fragments.map(\.name).joined(separator: ", "))
    }
    return FieldBits(.ipFragment, found.value, mask: found.mask)
  }

  private func vlanVID(_ piece: FlowPiece) throws(FlowProblem) -> FieldBits {
    let bits = try masked(piece) { p throws(FlowProblem) in try number(p, 0x1fff) }
    return try noTag(FieldBits(.vlanTCI, bits.value, mask: bits.mask & 0x1fff), piece)
  }

  /// Bits of a tag that count the bit "there is a tag": where that is to be 0, there is no tag, and no other bit of one.
  private func noTag(_ bits: FieldBits, _ piece: FlowPiece) throws(FlowProblem) -> FieldBits {
    guard bits.mask & 0x1000 != 0, bits.value & 0x1000 == 0 else { return bits }
    if bits.value == 0 { return FieldBits(.vlanTCI, 0) }
    let wanted = name.format == .vlanVID ? "dl_vlan=\(bits.value), or vlan_vid" : "vlan_tci"
    throw piece.error(
      "\(name.name) counts the bit 0x1000, \"there is a tag\", so that this matches no frame",
      hint: "write \(wanted)=0x\(String(bits.value | 0x1000, radix: 16))")
  }
}
