import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An element of an XML document.
final class XMLElementTree {
  let name: String
  let attributes: [String: String]
  var children: [XMLElementTree] = []
  var text = ""

  init(name: String, attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }
}

/// An XML document, read by the system's parser.
struct JUnitDocument {
  let root: XMLElementTree

  struct Malformed: Error {
    var reason: String
  }

  init(_ text: String) throws {
    let parser = XMLParser(data: Data(text.utf8))
    let reader = Reader()
    parser.delegate = reader
    guard parser.parse(), let root = reader.root else {
      throw Malformed(reason: "line \(parser.lineNumber): \(String(describing: parser.parserError))")
    }
    self.root = root
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var root: XMLElementTree?
    private var open: [XMLElementTree] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      let element = XMLElementTree(name: name, attributes: attributes)
      if let parent = open.last { parent.children.append(element) } else { root = element }
      open.append(element)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }
  }
}

/// What `junit-10.xsd` of the Jenkins xUnit plugin says of the elements: which attributes and children they may have.
enum JUnitShape {
  struct Element {
    var required: Set<String> = []
    var optional: Set<String> = []
    var children: Set<String> = []
  }

  private static let problem = Element(optional: ["type", "message"])
  private static let elements: [String: Element] = [
    "testsuites": Element(optional: ["name", "time", "tests", "failures", "errors"], children: ["testsuite"]),
    "testsuite": Element(
      required: ["name", "tests", "failures", "errors"],
      optional: ["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
      children: ["testsuite", "properties", "testcase", "system-out", "system-err"]),
    "properties": Element(children: ["property"]), "property": Element(required: ["name", "value"]),
    "testcase": Element(
      required: ["name"], optional: ["time", "classname", "group"],
      children: ["skipped", "error", "failure", "system-out", "system-err"]),
    "failure": problem, "error": problem, "skipped": problem, "system-out": Element(), "system-err": Element(),
  ]

  /// Everything about the element and what is in it that the schema does not allow.
  static func violations(in element: XMLElementTree) -> [String] {
    guard let rules = elements[element.name] else { return ["unknown element \(element.name)"] }
    var found: [String] = []
    if element.name != "testcase", let time = element.attributes["time"],
      time.wholeMatch(of: #/[0-9]*(\.[0-9]{0,3})?/#) == nil
    {
      found.append("\(element.name): time is '\(time)'")
    }
    found += rules.required.subtracting(element.attributes.keys).sorted().map { "\(element.name): no \($0)" }
    found += Set(element.attributes.keys).subtracting(rules.required).subtracting(rules.optional).sorted()
      .map { "\(element.name): unknown attribute \($0)" }
    for child in element.children {
      if rules.children.contains(child.name) {
        found += violations(in: child)
      } else {
        found.append("\(element.name): unknown child \(child.name)")
      }
    }
    return found
  }
}
