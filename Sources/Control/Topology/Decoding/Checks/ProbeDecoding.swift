import Wire

/// Checks in which a host of the lab tries something.
extension FileDecoder {
  /// Source, destination and port of a probe, resolved, and the keys that all probes have.
  struct Route {
    var source: String
    var destination: CheckTarget
    var port: UInt16?
    var path: String?
  }

  /// Reads who probes whom, with `timeout` and `ipv6`.
  private mutating func route(
    _ fields: Fields, _ key: SchemaKey, port use: PortUse, url: Bool = false, _ check: inout Check
  ) -> Route? {
    check.timeout = value(CheckKeys.timeout, fields).flatMap { span($0, CheckKeys.timeout) }
    let ipv6 = value(CheckKeys.ipv6, fields).flatMap { boolean($0, CheckKeys.ipv6) } ?? false
    return value(key, fields, of: fields.object.what).flatMap { route($0, key, port: use, url: url, ipv6: ipv6) }
  }

  /// Resolves `source -> destination`.
  mutating func route(
    _ value: RawValue, _ key: SchemaKey, port use: PortUse, url: Bool = false, ipv6: Bool
  ) -> Route? {
    guard let probe = probeText(value, key, port: use, url: url) else { return nil }
    let source = source(probe.source)
    let target = target(probe.host, ipv6: ipv6)
    guard let source, let target else { return nil }
    if target.node == source {
      report.error(
        "bad-check", "'\(source)' would ask itself, which no packet of the lab is needed for", at: probe.whole,
        hint: "name another node")
      return nil
    }
    return Route(source: source, destination: target, port: probe.port?.value, path: probe.path)
  }

  mutating func ping(_ fields: Fields, _ check: inout Check) -> PingCheck? {
    let route = route(fields, PingKeys.ping, port: .none, &check)
    var ping = PingCheck(from: route?.source ?? "", to: route?.destination ?? .nobody)
    ping.expect = expectation(fields, PingKeys.expect) ?? ping.expect
    ping.count = value(PingKeys.count, fields).flatMap { integer($0, PingKeys.count, in: 1...1_000_000)?.value } ?? 1
    ping.interval = value(PingKeys.interval, fields).flatMap { span($0, PingKeys.interval) } ?? ping.interval
    ping.size = value(PingKeys.size, fields).flatMap { integer($0, PingKeys.size, in: 0...65_507)?.value } ?? ping.size
    ping.dontFragment = value(PingKeys.df, fields).flatMap { boolean($0, PingKeys.df) } ?? false
    ping.loss = value(PingKeys.loss, fields).flatMap { bound($0, PingKeys.loss, .share) }
    ping.latency = latency(fields)
    ping.maxLatency = value(PingKeys.maxLatency, fields).flatMap { bound($0, PingKeys.maxLatency, .time) }
    readCause(fields, ping.expect.rawValue, Cause(ping.expect), &check)
    if ping.expect != .reachable {
      refuse([PingKeys.loss, CheckKeys.latency, PingKeys.maxLatency], fields, "nothing is to come back")
    } else if let loss = ping.loss, loss.least ?? 0 >= Chance.certainty {
      report.error(
        "cannot-hold", "the check cannot hold: who is reachable answers something", at: fields.mark(of: PingKeys.loss),
        hint: "write expect: unreachable in place of 'loss'")
    }
    return route == nil ? nil : ping
  }

  mutating func tcp(_ fields: Fields, _ check: inout Check) -> TCPCheck? {
    let route = route(fields, TCPKeys.tcp, port: .required, &check)
    var tcp = TCPCheck(from: route?.source ?? "", to: route?.destination ?? .nobody, port: route?.port ?? 0)
    tcp.expect = expectation(fields, TCPKeys.expect) ?? tcp.expect
    tcp.send = value(TCPKeys.send, fields).flatMap { text($0, TCPKeys.send)?.value }
    tcp.receive = value(TCPKeys.receive, fields).flatMap { nonEmpty($0, TCPKeys.receive) }
    tcp.octets = value(TCPKeys.bytes, fields).flatMap { octets($0, TCPKeys.bytes, in: 1...10_000_000_000) } ?? 0
    tcp.rate = value(TCPKeys.rate, fields).flatMap { bound($0, TCPKeys.rate, .rate) }
    tcp.latency = latency(fields)
    readCause(fields, tcp.expect.rawValue, Cause(tcp.expect), &check)
    if tcp.expect != .open {
      refuse(
        [TCPKeys.send, TCPKeys.receive, TCPKeys.bytes, TCPKeys.rate, CheckKeys.latency], fields,
        "the connection is not to open")
    } else if fields.has(TCPKeys.rate), !fields.has(TCPKeys.bytes) {
      report.error(
        "bad-check", "a rate is that of a transfer, and nothing is sent", at: fields.mark(of: TCPKeys.rate),
        hint: "add 'bytes', as bytes: 10MB")
    }
    return route == nil ? nil : tcp
  }

  mutating func udp(_ fields: Fields, _ check: inout Check) -> UDPCheck? {
    let route = route(fields, UDPKeys.udp, port: .required, &check)
    var udp = UDPCheck(from: route?.source ?? "", to: route?.destination ?? .nobody, port: route?.port ?? 0)
    udp.expect = expectation(fields, UDPKeys.expect) ?? udp.expect
    udp.send = value(TCPKeys.send, fields).flatMap { text($0, TCPKeys.send)?.value }
    udp.receive = value(UDPKeys.receive, fields).flatMap { nonEmpty($0, UDPKeys.receive) }
    udp.latency = latency(fields)
    readCause(fields, udp.expect.rawValue, Cause(udp.expect), &check)
    if udp.expect != .answered {
      refuse([UDPKeys.receive, CheckKeys.latency], fields, "nothing is to come back")
    }
    return route == nil ? nil : udp
  }

  mutating func http(_ fields: Fields, _ check: inout Check) -> HTTPCheck? {
    let route = route(fields, HTTPKeys.http, port: .optional, url: true, &check)
    var http = HTTPCheck(
      from: route?.source ?? "", to: route?.destination ?? .nobody, port: route?.port ?? 80, path: route?.path ?? "/")
    http.status = value(HTTPKeys.status, fields).flatMap { integer($0, HTTPKeys.status, in: 100...599)?.value } ?? 200
    http.contains = value(HTTPKeys.contains, fields).flatMap { nonEmpty($0, HTTPKeys.contains) }
    http.body = value(HTTPKeys.body, fields).flatMap { text($0, HTTPKeys.body)?.value }
    http.latency = latency(fields)
    if http.body != nil, fields.has(HTTPKeys.contains) {
      report.error(
        "bad-check", "'body' says all that 'contains' could", at: fields.mark(of: HTTPKeys.contains),
        hint: "remove one of them")
    }
    return route == nil ? nil : http
  }

  mutating func dns(_ fields: Fields, _ check: inout Check) -> DNSCheck? {
    let route = route(fields, DNSCheckKeys.dns, port: .optional, &check)
    let name = value(DNSCheckKeys.query, fields, of: "a dns check").flatMap { domainName($0) }
    var dns = DNSCheck(
      from: route?.source ?? "", to: route?.destination ?? .nobody, port: route?.port ?? 53, name: name ?? "")
    dns.type =
      value(DNSCheckKeys.type, fields).flatMap { choice($0, DNSCheckKeys.type, as: DNSCheck.RecordType.self) } ?? .a
    dns.expect = expectation(fields, DNSCheckKeys.expect) ?? dns.expect
    dns.latency = latency(fields)
    if let value = value(DNSCheckKeys.answer, fields) {
      let addresses = oneOrMany(value, DNSCheckKeys.answer).compactMap { address($0, DNSCheckKeys.answer) }
      let version: IPVersion = dns.type == .a ? .v4 : .v6
      for odd in addresses where odd.value.version != version {
        report.error(
          "cannot-hold", "the check cannot hold: no \(dns.type.rawValue) record has the address \(odd.value)",
          at: odd.mark, hint: "A records have IPv4 addresses, and AAAA records IPv6 addresses")
      }
      if dns.expect == .answered, addresses.isEmpty, value.list?.isEmpty ?? value.isNull {
        report.error(
          "cannot-hold", "the check cannot hold: an answer has one address at least", at: value.mark,
          hint: "write expect: no-data for a name without such records")
      }
      dns.answer = addresses.map(\.value)
    }
    if dns.expect != .answered { refuse([DNSCheckKeys.answer], fields, "no records are to come back") }
    if dns.expect == .unanswered { refuse([CheckKeys.latency], fields, "nothing is to come back") }
    return route == nil || name == nil ? nil : dns
  }

  mutating func traceroute(_ fields: Fields, _ check: inout Check) -> TracerouteCheck? {
    let route = route(fields, TracerouteKeys.traceroute, port: .none, &check)
    let path = value(TracerouteKeys.path, fields).flatMap { list($0, TracerouteKeys.path) }?
      .compactMap { hop($0, TracerouteKeys.path, silent: true) }
    let via = oneOrMany(value(TracerouteKeys.via, fields), TracerouteKeys.via)
      .compactMap { hop($0, TracerouteKeys.via, silent: false) }
    guard let route else { return nil }
    if path != nil, !via.isEmpty {
      report.error(
        "bad-check", "'path' says all that 'via' could", at: fields.mark(of: TracerouteKeys.via),
        hint: "remove one of them")
    }
    if let path, let node = route.destination.node, path.last?.value != node {
      report.error(
        "cannot-hold", "the path does not end at '\(node)', which the check must reach",
        at: path.last?.mark ?? fields.mark(of: TracerouteKeys.path), hint: "add \(node) at its end")
    }
    for hop in (path ?? []).dropLast() + via where hop.value == route.source || hop.value == route.destination.node {
      report.error(
        "cannot-hold", "'\(hop.value)' is an end of the way, and not on it", at: hop.mark,
        hint: "name what lies between '\(route.source)' and '\(route.destination)'")
    }
    return TracerouteCheck(
      from: route.source, to: route.destination, path: path?.map(\.value), via: via.map(\.value))
  }
}
