import Wire

/// Writes values of fields as the reader reads them.
struct FieldPrinter {
  /// Port names to use in place of numbers, where there are any.
  let ports: PortDirectory?

  /// `name=value`, with a mask where it is not the whole field.
  func item(_ name: FieldName, _ value: UInt128, mask: UInt128) -> String {
    name.name + "=" + valueText(name, value, mask: mask)
  }

  /// The value, with `/mask` where it is not the whole field.
  func valueText(_ name: FieldName, _ value: UInt128, mask: UInt128) -> String {
    switch name.format {
    case .tcpFlags: return tcpFlags(value, mask: mask)
    case .fragment:
      if let word = FieldWords.fragments.first(where: { $0.value == value && $0.mask == mask }) { return word.name }
    default: break
    }
    let text = single(name, value)
    if mask == name.field.fullMask { return text }
    if name.format == .ipv4 || name.format == .ipv6, let length = prefixLength(mask, width: name.field.width) {
      return "\(text)/\(length)"
    }
    if name.format == .decimal { return hexadecimal(value, name) + "/" + hexadecimal(mask, name) }
    return text + "/" + single(name, mask)
  }

  /// A port, by name where it has one.
  func port(_ number: PortNumber) -> String { ports?.name(of: number) ?? number.description }

  private func single(_ name: FieldName, _ value: UInt128) -> String {
    switch name.format {
    case .decimal, .ipProtocol, .arpOperation, .vlan, .vlanPriority: value.description
    case .typeOfService: (value << 2).description
    case .port: PortNumber(rawValue: UInt16(truncatingIfNeeded: value)).map { port($0) } ?? value.description
    case .mac: MACAddress(bits: UInt64(truncatingIfNeeded: value)).description
    case .ipv4: IPv4Address(bits: UInt32(truncatingIfNeeded: value)).description
    case .ipv6: IPv6Address(bits: value).description
    case .hexadecimal, .etherType, .tcpFlags, .fragment, .vlanVID, .vlanTCI: hexadecimal(value, name)
    }
  }

  private func hexadecimal(_ value: UInt128, _ name: FieldName) -> String {
    let digits = String(value, radix: 16)
    let width = name.format == .hexadecimal || name.format == .fragment ? 0 : (name.field.width + 3) / 4
    return "0x" + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private func prefixLength(_ mask: UInt128, width: Int) -> Int? {
    let ones = mask.nonzeroBitCount
    return mask.trailingZeroBitCount == width - ones ? ones : nil
  }

  private func tcpFlags(_ value: UInt128, mask: UInt128) -> String {
    if mask == 0xfff {
      let names = FieldWords.tcpFlags.filter { value & UInt128($0.value) != 0 }.map(\.name)
      return names.isEmpty ? "0" : names.joined(separator: "|")
    }
    return FieldWords.tcpFlags.filter { mask & UInt128($0.value) != 0 }
      .map { (value & UInt128($0.value) != 0 ? "+" : "-") + $0.name }.joined()
  }
}
