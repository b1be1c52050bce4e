import Wire

extension FileDecoder {
  /// Reads a NAT's keys.
  mutating func nat(_ fields: Fields, _ owner: String) -> NATSpec {
    var nat = NATSpec()
    nat.inside = texts(value(NATKeys.inside, fields, of: owner), NATKeys.inside)
    nat.outside = value(NATKeys.outside, fields, of: owner).flatMap { text($0, NATKeys.outside) }
    nat.routes = routes(fields)
    if let value = value(NATKeys.mapping, fields), let mapping = choice(value, NATKeys.mapping, as: NATBehaviour.self) {
      nat.settings.mapping = mapping
    }
    if let value = value(NATKeys.filtering, fields),
      let filtering = choice(value, NATKeys.filtering, as: NATBehaviour.self)
    {
      nat.settings.filtering = filtering
    }
    if let value = value(NATKeys.hairpin, fields), let hairpin = boolean(value, NATKeys.hairpin) {
      nat.settings.hairpin = hairpin
    }
    if let value = value(NATKeys.timeouts, fields) { nat.settings.timeouts = timeouts(value) }
    if let value = value(NATKeys.forward, fields) {
      nat.forwards = (list(value, NATKeys.forward) ?? []).compactMap { forward($0) }
    }
    nat.pool = oneOrMany(value(NATKeys.pool, fields), NATKeys.pool).compactMap { address($0, NATKeys.pool) }
    return nat
  }

  private mutating func timeouts(_ value: RawValue) -> NATTimeouts {
    var timeouts = NATTimeouts()
    guard let fields = fields(value, TimeoutKeys.object, of: "'timeouts'") else { return timeouts }
    if let value = self.value(TimeoutKeys.udp, fields), let time = timeout(value, TimeoutKeys.udp) {
      timeouts.udp = time
    }
    if let value = self.value(TimeoutKeys.tcp, fields), let time = timeout(value, TimeoutKeys.tcp) {
      timeouts.tcp = time
    }
    if let value = self.value(TimeoutKeys.icmp, fields), let time = timeout(value, TimeoutKeys.icmp) {
      timeouts.icmp = time
    }
    return timeouts
  }

  private mutating func forward(_ item: RawValue) -> Marked<PortForward>? {
    guard let fields = fields(item, ForwardKeys.object, of: "a forwarded port") else { return nil }
    let tcp = value(ForwardKeys.tcp, fields)
    let udp = value(ForwardKeys.udp, fields)
    let target = value(ForwardKeys.to, fields, of: "a forwarded port").flatMap { text($0, ForwardKeys.to) }
    let transport: Transport
    let port: Marked<Int>?
    switch (tcp, udp) {
    case (let tcp?, nil): (transport, port) = (.tcp, integer(tcp, ForwardKeys.tcp, in: 1...65_535))
    case (nil, let udp?): (transport, port) = (.udp, integer(udp, ForwardKeys.udp, in: 1...65_535))
    case (nil, nil), (_?, _?):
      report.error(
        "bad-forward", "a forwarded port needs one of 'tcp' and 'udp'", at: fields.mark,
        hint: "for example { tcp: 8080, to: \"10.1.0.10:80\" }")
      return nil
    }
    guard let target, let port else { return nil }
    guard let (address, targetPort) = FileDecoder.socket(target.value) else {
      report.error(
        "bad-forward", "'\(target.value)' is not an address and port", at: target.mark,
        hint: "for example \"10.1.0.10:80\" or \"[2001:db8::10]:80\"")
      return nil
    }
    return Marked(PortForward(transport, port: UInt16(port.value), to: address, targetPort), mark: port.mark)
  }
}
