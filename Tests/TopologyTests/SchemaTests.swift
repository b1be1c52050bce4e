import Foundation
import Testing

@testable import Topology

@Suite("decoder and schema")
struct SchemaTests {
  /// A file whose `object` has `key` with its example, together with what the object must have besides.
  private static func document(_ object: SchemaObject, _ key: SchemaKey) -> String {
    let required = object.keys.filter { $0.isRequired && $0.name != key.name && $0.use == .used }
    var companions = required
    switch (object.name, key.name) {
    case ("forward", "to"): companions.append(ForwardKeys.tcp)
    case ("switch-port", "native"): companions.append(SwitchPortKeys.trunk)
    case ("route", "dev"), ("route", "to"): companions.append(RouteKeys.via)
    case ("loss", "correlation"): companions.append(LossKeys.probability)
    case ("step", "at"): companions.append(EventKeys.restart)
    case ("link-step", "at"): companions.append(ConditionKeys.delay)
    case ("step", let name) where ConditionKeys.all.contains { $0.name == name } || name == "from":
      companions.append(StepKeys.link)
    case ("traffic", let name) where !["ping", "tcp", "udp"].contains(name): companions.append(TrafficKeys.ping)
    case ("tcp-check", "rate"): companions.append(TCPKeys.bytes)
    case ("counter-check", let name) where !["packets", "bytes"].contains(name):
      companions.append(CounterKeys.packets)
    default: break
    }
    let body = "{ " + (companions + [key]).map { "\($0.name): \($0.example)" }.joined(separator: ", ") + " }"
    let host = { (text: String) in "name: t\ntopology: { nodes: { h: { kind: host, \(text) } } }" }
    let conditions = { (text: String) in
      "name: t\ntopology: { nodes: {}, links: [{ endpoints: [\"a:b\", \"c:d\"], \(text) }] }"
    }
    let nodes = "name: t\ntopology: { nodes: { h1: { kind: host }, h2: { kind: host } } }\n"
    let nat = "kind: nat, inside: eth0, outside: eth1"
    switch object.name {
    case "file": return (companions + [key]).map { "\($0.name): \($0.example)" }.joined(separator: "\n")
    case "topology": return "name: t\ntopology: \(body)"
    case "capture": return "name: t\ntopology: { nodes: {} }\ncaptures: [\(body)]"
    case "rotate": return "name: t\ntopology: { nodes: {} }\ncaptures: [{ at: \"*:*\", file: f, rotate: \(body) }]"
    case "link": return "name: t\ntopology: { nodes: {}, links: [\(body)] }"
    case "link-direction": return conditions("from: { a: \(body) }")
    case "chance": return conditions("corrupt: \(body)")
    case "jitter", "loss", "queue": return conditions("\(object.name): \(body)")
    case "link-schedule": return conditions("schedule: \(body)")
    case "link-step": return conditions("schedule: [\(body)]")
    case "bursts": return conditions("loss: { bursts: \(body) }")
    case "codel": return conditions("queue: { codel: \(body) }")
    case let name where name.hasSuffix("-check"): return nodes + "checks: [\(body)]"
    case "after", "retry": return nodes + "checks: [{ ping: h1 -> h2, \(object.name): \(body) }]"
    case "step": return nodes + "scenario: [\(body)]"
    case "traffic": return nodes + "scenario: [{ at: 0s, send: \(body) }]"
    case "test": return nodes + "test: \(body)"
    case "link-end": return "name: t\ntopology: { nodes: {}, links: [{ endpoints: [\(body), \"a:b\"] }] }"
    case "interface-settings": return host("interfaces: { eth0: \(body) }")
    case "route": return host("routes: [\(body)]")
    case "host-file": return host("files: { /a: \(body) }")
    case "dns": return host("dns: \(body)")
    case "switch-port": return "name: t\ntopology: { nodes: { s: { kind: switch, ports: { p: \(body) } } } }"
    case "flow-switch-port": return "name: t\ntopology: { nodes: { s: { kind: flow-switch, ports: { p: \(body) } } } }"
    case "nat-timeouts": return "name: t\ntopology: { nodes: { n: { \(nat), timeouts: \(body) } } }"
    case "forward": return "name: t\ntopology: { nodes: { n: { \(nat), forward: [\(body)] } } }"
    default:
      let keys = (companions + [key]).filter { $0.name != "kind" }.map { ", \($0.name): \($0.example)" }.joined()
      return "name: t\ntopology: { groups: { servers: {} }, nodes: { n: { kind: \(object.name)\(keys) } } }"
    }
  }

  private static let documents: [(name: String, key: SchemaKey, text: String)] = Schema.objects.flatMap { object in
    object.keys.map { ("\(object.name).\($0.name)", $0, document(object, $0)) }
  }

  /// Problems of form, which the schema must see too.
  private static let structural: Set<String> = [
    "unknown-key", "wrong-type", "unit-missing", "unit-unknown", "bad-vlan", "bad-mtu", "unknown-kind",
  ]

  @Test("every key of the schema is read by the decoder, and the decoder reads no other")
  func agreement() throws {
    var asked: Set<String> = []
    for document in SchemaTests.documents {
      var report = DiagnosticReport(source: SourceText(document.text, file: document.name))
      let root = try #require(YAMLReader.read(document.text, &report), "\(document.name)")
      var decoder = FileDecoder(report: report, references: .assumed)
      _ = decoder.lab(root)
      asked.formUnion(decoder.trace.keys)
    }
    let known = Schema.objects.flatMap { object in
      object.keys.filter { $0.use != .ignored }.map { "\(object.name).\($0.name)" }
    }
    #expect(asked.subtracting(known).sorted() == [])
    #expect(Set(known).subtracting(asked).sorted() == [])
  }

  @Test("every example is read without a problem of form; what is unsupported is refused as such")
  func examples() {
    for document in SchemaTests.documents {
      let codes = LoadedLab(document.text, file: document.name).diagnostics.map(\.code.rawValue)
      switch document.key.use {
      case .unsupported: #expect(codes.contains("unsupported"), "\(document.name): \(document.text)")
      case .ignored: #expect(codes.contains("not-used"), "\(document.name): \(document.text)")
      case .used:
        let odd = codes.filter {
          SchemaTests.structural.contains($0)
            || ["bad-value", "bad-address", "bad-mac", "bad-listen", "bad-bind", "bad-forward"].contains($0)
        }
        #expect(odd.isEmpty, "\(document.name): \(odd) \(document.text)")
      }
    }
  }

  @Test("every key says what it means, and no two keys of a mapping have one name")
  func texts() {
    for object in Schema.objects {
      #expect(Set(object.keys.map(\.name)).count == object.keys.count, "\(object.name)")
      for key in object.keys { #expect(key.text.hasSuffix("."), "\(object.name).\(key.name)") }
    }
    #expect(Set(Schema.objects.map(\.name)).count == Schema.objects.count)
  }

  /// Asks Python's jsonschema, an implementation of the specification that is not ours, about many files at once.
  private func verdicts(_ files: [(name: String, text: String)]) throws -> [String: Bool?] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "weft-schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Schema.json.prettyText.utf8).write(to: folder.appending(path: "schema.json"))
    for (index, file) in files.enumerated() {
      try Data(file.text.utf8).write(to: folder.appending(path: "\(index).yml"))
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", TestFiles.goldens.appending(path: "validate_schema.py").path, folder.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(
      process.terminationStatus == 0, "python3 with jsonschema and yaml is needed (python3-jsonschema, python3-yaml)")
    var verdicts: [String: Bool?] = [:]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, let index = Int(words[0]) else { continue }
      verdicts[files[index].name] = words[1] == "valid" ? true : words[1] == "invalid" ? false : Bool?.none
    }
    return verdicts
  }

  @Test("the printed schema takes the labs, takes what has no error, and refuses problems of form")
  func printed() throws {
    var files: [(name: String, text: String)] = []
    for name in TestFiles.names(in: TestFiles.topologies, suffix: ".yml") {
      files.append(("topologies/\(name)", try TestFiles.text(TestFiles.topologies, name + ".yml")))
    }
    for name in TestFiles.names(in: TestFiles.goldens, suffix: ".yml") {
      files.append(("goldens/\(name)", try TestFiles.text(TestFiles.goldens, name + ".yml")))
    }
    for document in SchemaTests.documents where document.key.use != .unsupported {
      files.append(("examples/\(document.name)", document.text))
    }
    let verdicts = try verdicts(files)
    #expect(verdicts.count == files.count)
    for file in files {
      let diagnostics = LoadedLab(file.text, file: file.name, references: TestFiles.references).diagnostics
      let isForm = diagnostics.contains { $0.severity == .error && SchemaTests.structural.contains($0.code.rawValue) }
      guard let verdict = verdicts[file.name] ?? nil else {
        // Not YAML for either.
        #expect(diagnostics.contains { $0.code.rawValue.hasPrefix("yaml-") || $0.code == "empty-file" }, "\(file.name)")
        continue
      }
      if isForm { #expect(!verdict, "\(file.name) should be refused") }
      if !diagnostics.hasErrors || file.name.hasPrefix("examples/") { #expect(verdict, "\(file.name) should be taken") }
    }
  }

  @Test("the schema is printed the same each time, and names its draft")
  func stable() {
    #expect(Schema.json.prettyText == Schema.json.prettyText)
    #expect(Schema.json.text.hasPrefix(#"{"$schema":"https://json-schema.org/draft/2020-12/schema""#))
  }
}
