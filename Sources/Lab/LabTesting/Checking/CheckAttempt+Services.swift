import Hosts
import Lab
import Services
import Topology
import Wire

extension CheckAttempt {
  /// A page of a web server.
  func attempt(_ http: HTTPCheck) async throws -> Finding {
    var probe = TCPProbe(http.destination.address, port: http.port)
    let host = http.port == 80 ? http.destination.name : http.destination.description(port: http.port)
    probe.payload = HTTPExchange.request(path: http.path, host: host)
    probe.end = .closed
    if let timeout = check.timeout { probe.timeout = timeout }
    let (outcome, story) = try await connect(probe, from: http.source, to: http.destination)
    guard case .open = outcome.opening else {
      let blame = await blame(outcome.fate, from: http.source, to: http.destination, story)
      return Finding(false, blame, outcome.fate, of: check, story)
    }
    guard let response = HTTPExchange.response(outcome.received) else {
      let size = outcome.receivedCount
      let text =
        size == 0 ? "connected, but nothing came" : "\(size) octets came, and no whole response is in them"
      return Finding(false, text, outcome: "no response", story: story)
    }
    let content = String(decoding: response.content, as: UTF8.self)
    var finding = Finding(
      response.status == http.status, "status \(response.status) in \(outcome.duration.text)",
      outcome: "status \(response.status)", story: story)
    if let contains = http.contains, !content.contains(contains) {
      finding.holds = false
      finding.observed += " with \(content.excerpt)"
    } else if let body = http.body, content != body {
      finding.holds = false
      finding.observed += " with \(content.excerpt)"
    }
    finding.require(http.latency, "latency") { $0.contains(outcome.duration) }
    return finding
  }

  /// A question to a name server.
  func attempt(_ dns: DNSCheck) async throws -> Finding {
    guard let name = DNSName(dns.name) else { throw LabError(.invalidFile, "'\(dns.name)' is not a domain name") }
    let type: DNSQuery.RecordType = dns.type == .a ? .a : .aaaa
    let query = DNSQuery(
      name, type: type, identifier: UInt16(truncatingIfNeeded: dns.name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
    var probe = UDPProbe(dns.destination.address, port: dns.port)
    probe.payload = query.message
    probe.attempts = 2
    if let timeout = check.timeout { probe.timeout = timeout }
    let (outcome, story) = try await exchange(probe, from: dns.source, to: dns.destination)
    switch outcome {
    case .answered(let reply, let after):
      guard let answer = query.answer(in: reply) else {
        return Finding(false, "\(reply.count) octets that are no answer", outcome: "no answer", story: story)
      }
      var finding = judge(answer, dns, story)
      finding.require(dns.latency, "latency") { $0.contains(after) }
      return finding
    case .rejected(let rejection):
      let blame = await blame(.rejected(rejection), from: dns.source, to: dns.destination, story)
      return Finding(dns.expect == .unanswered, blame, .rejected(rejection), of: check, story)
    case .unanswered:
      let blame = await blame(.silent, from: dns.source, to: dns.destination, story)
      return Finding(dns.expect == .unanswered, blame, .silent, of: check, story)
    }
  }

  private func judge(_ answer: DNSAnswer, _ dns: DNSCheck, _ story: FlowStory) -> Finding {
    let isExpected =
      switch dns.expect {
      case .answered: answer.code == 0 && !answer.addresses.isEmpty
      case .nxdomain: answer.code == 3
      case .noData: answer.code == 0 && answer.addresses.isEmpty
      case .refused: answer.code == 5
      case .serverFailure: answer.code == 2
      case .unanswered: false
      }
    let addresses = answer.addresses.map(\.description).joined(separator: ", ")
    var finding = Finding(
      isExpected, addresses.isEmpty ? answer.status : addresses,
      outcome: addresses.isEmpty ? answer.status : addresses, story: story)
    if let expected = dns.answer, Set(expected) != Set(answer.addresses) { finding.holds = false }
    if answer.isTruncated { finding.observed += " (cut short: the whole answer is to be had by TCP)" }
    return finding
  }

  /// The routers on the way.
  func attempt(_ way: TracerouteCheck) async throws -> Finding {
    var probe = TracerouteProbe(way.destination.address)
    if let timeout = check.timeout { probe.timeout = timeout }
    let (result, story) = try await watch(.traceroute(probe), .udp, from: way.source, to: way.destination)
    guard case .traceroute(let outcome) = result else { preconditionFailure("a traceroute has the outcome of one") }
    let model = await lab.lab
    let names = outcome.hops.map { hop in
      hop.address.map { address in
        address == way.destination.address
          ? way.destination.node ?? "\(address)" : model.owner(of: address) ?? "\(address)"
      } ?? "*"
    }
    let text = names.isEmpty ? "nobody answered" : names.joined(separator: ", ")
    var finding = Finding(outcome.isReached, text, outcome: text, story: story)
    if let path = way.path, !matches(names, path) { finding.holds = false }
    if !contains(names, way.via) { finding.holds = false }
    if !outcome.isReached { finding.observed += ", and not \(way.destination)" }
    return finding
  }

  private func matches(_ names: [String], _ path: [String]) -> Bool {
    names.count == path.count && zip(names, path).allSatisfy { $1 == "*" || $0 == $1 }
  }

  private func contains(_ names: [String], _ via: [String]) -> Bool {
    var rest = names[...]
    for name in via {
      guard let index = rest.firstIndex(of: name) else { return false }
      rest = rest[(index + 1)...]
    }
    return true
  }
}
