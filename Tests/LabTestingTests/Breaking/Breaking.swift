/// A check that says the opposite of what holds, in one of the things that it says.
struct Breaking {
  /// What was done to it, as `expect: closed`.
  let what: String
  let entry: CheckEntry

  /// Keys that say what is tried, and when: nothing of them can be broken.
  private static let trying: Set<String> = [
    "name", "at", "after", "within", "retry", "timeout", "count", "interval", "size", "df", "ipv6", "send", "query",
    "type", "filter", "rule", "expect",
  ]

  /// The check broken in every way there is: each thing that it says is turned round once, the others left as they are.
  ///
  /// - Parameter nodes: Names of the lab's nodes.
  /// - Throws: ``Unbreakable`` for a key that nobody knows how to break.
  static func all(of entry: CheckEntry, nodes: [String]) throws -> [Breaking] {
    var all: [Breaking] = []
    if let (value, without) = opposite(of: entry) {
      all.append(Breaking("expect: \(value)", entry.with("expect", value, without: without)))
    }
    if entry.kind == "http", entry["status"] == nil { all.append(Breaking("status: 404", entry.with("status", "404"))) }
    for field in entry.fields.dropFirst() where !trying.contains(field.key) {
      if field.key == "bytes", entry.kind != "counter" { continue }
      for value in try opposites(of: field, nodes: nodes) {
        all.append(Breaking("\(field.key): \(value)", entry.with(field.key, value)))
      }
    }
    guard !all.isEmpty else { throw Unbreakable(what: entry.line) }
    return all
  }

  private init(_ what: String, _ entry: CheckEntry) {
    self.what = what
    self.entry = entry
  }

  /// The other outcome of a probe, and the keys that have no meaning there.
  private static func opposite(of entry: CheckEntry) -> (value: String, without: [String])? {
    let (good, bad): (String, String)
    switch entry.kind {
    case "ping": (good, bad) = ("reachable", "unreachable")
    case "tcp": (good, bad) = ("open", "closed")
    case "udp": (good, bad) = ("answered", "unanswered")
    case "dns": (good, bad) = ("answered", "nxdomain")
    default: return nil
    }
    guard entry["expect"] ?? good == good else { return (good, ["because", "reason"]) }
    let meaningless = ["receive", "bytes", "rate", "latency", "max-latency", "loss", "answer"]
    return (bad, meaningless + (entry.kind == "tcp" ? ["send"] : []))
  }

  /// Values that contradict a key's value.
  private static func opposites(of field: CheckEntry.Field, nodes: [String]) throws -> [String] {
    switch field.key {
    case "because": return Array(nodes.filter { $0 != field.value }.prefix(1))
    case "reason": return [field.value == "noRoute" ? "packetTooBig" : "noRoute"]
    case "status": return [field.value == "200" ? "404" : "200"]
    case "contains", "body", "receive": return ["\"what nobody says\""]
    case "answer": return [field.value.contains("::") ? "\"2001:db8:ffff::1\"" : "192.0.2.1"]
    case "path", "via":
      let hops = CheckEntry.parts(of: field.value.dropFirst().dropLast())
      // A hop more, and where there are several, one less.
      let lists = [["\"*\""] + hops] + (hops.count > 1 ? [Array(hops.dropFirst())] : [])
      return lists.map { "[\($0.joined(separator: ", "))]" }
    case "packets", "bytes", "loss", "latency", "max-latency", "rate": return [try outside(field.value)]
    case "during":
      guard let inner = CheckEntry(field.value[...]) else { throw Unbreakable(what: field.value) }
      return try all(of: inner, nodes: nodes).map(\.entry.line)
    default: throw Unbreakable(what: field.key)
    }
  }

  /// A bound that holds where this one does not.
  private static func outside(_ bound: String) throws -> String {
    let text = bound.filter { $0 != "\"" && $0 != " " }
    if let count = Int(text) { return count == 0 ? "\">= 1\"" : "\(count + 1)" }
    if let dots = text.firstRange(of: "..") { return "\"> \(text[dots.upperBound...])\"" }
    let comparison = text.prefix { "<>=".contains($0) }
    let opposites = [">=": "<", "<": ">=", "<=": ">", ">": "<=", "==": ">"]
    guard let opposite = opposites[String(comparison)] else { throw Unbreakable(what: bound) }
    return "\"\(opposite) \(text.dropFirst(comparison.count))\""
  }
}

/// Something that a check says, and of which no opposite is known.
struct Unbreakable: Error {
  let what: String
}
