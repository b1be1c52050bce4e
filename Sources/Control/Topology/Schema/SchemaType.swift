/// What a key of the file takes.
public indirect enum SchemaType: Sendable {
  /// Text of a form.
  case text(TextForm)
  /// A whole number.
  case integer(ClosedRange<Int>)
  /// True or false.
  case boolean
  /// Text, a number, or true or false, kept as it is written.
  case value
  /// One of these words.
  case choice([String])
  /// A list of these.
  case list(SchemaType)
  /// One of these, or a list of them.
  case oneOrMany(SchemaType)
  /// A mapping of names to these.
  case map(SchemaType)
  /// A mapping with these keys.
  case object(SchemaObject)
  /// One or the other.
  case either(SchemaType, SchemaType)
  /// A mapping with the keys of one of these; which one, says the first key of each.
  case oneOf([SchemaObject])
  /// A node: its keys depend on its kind.
  case node
  /// The keys of every kind of node.
  case anyNode
  /// For each kind of node, its keys.
  case kinds
  /// A mapping with any keys, which is read elsewhere.
  case mapping
  /// Anything at all.
  case opaque
}

/// A form of text.
public struct TextForm: Sendable, Hashable {
  /// What the text is, for a message: "a MAC address".
  public var what: String
  /// A regular expression (ECMA-262) that text of the form matches; other text may match it too.
  public var pattern: String?

  /// Makes a form.
  public init(_ what: String, pattern: String? = nil) {
    self.what = what
    self.pattern = pattern
  }

  static let any = TextForm("text")
  static let labName = TextForm("a lab's name", pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$")
  static let interfaceAddress = TextForm(
    "an address with the length of its subnet", pattern: "^[0-9A-Fa-f:.]+/[0-9]+$")
  static let address = TextForm("an IP address", pattern: "^[0-9A-Fa-f:.]+$")
  static let prefix = TextForm("a prefix, or 'default'", pattern: "^([0-9A-Fa-f:.]+/[0-9]+|default)$")
  static let mac = TextForm("a MAC address", pattern: "^([0-9A-Fa-f]{1,2}[:-]){5}[0-9A-Fa-f]{1,2}$")
  static let endpoint = TextForm("a port, as 'node:interface'", pattern: "^[^:]+:[^:]+$")
  static let portPattern = TextForm("ports, as 'node:interface' or 'node:*'", pattern: "^[^:]+(:[^:]+)?$")
  static let interfaceName = TextForm("an interface's name", pattern: "^[^/:\\s]{1,15}$")
  static let listen = TextForm("a port to listen on, as 'tcp/80'", pattern: "^(tcp|udp)/[0-9]+$")
  static let bind = TextForm("a bind, as 'source:target' or 'source:target:ro'", pattern: "^[^:]+:[^:]+(:[^:]+)?$")
  static let socket = TextForm(
    "an address and port, as '10.1.0.10:80'", pattern: "^([0-9.]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]+$")
  static let duration = TextForm("a time with its unit", pattern: "^[0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h)$")
  static let rate = TextForm("a rate with its unit", pattern: "^[0-9]+(\\.[0-9]+)?(bit|kbit|Mbit|Gbit)/s$")
  static let size = TextForm("a size with its unit", pattern: "^[0-9]+(\\.[0-9]+)?(B|kB|MB|GB|KiB|MiB|GiB)$")
  static let linkRate = TextForm(
    "a rate with its unit, or 'none'", pattern: "^([0-9]+(\\.[0-9]+)?(bit|kbit|Mbit|Gbit)/s|none)$")
  static let queueSize = TextForm(
    "packets or a size", pattern: "^([0-9]+ packets?|[0-9]+(\\.[0-9]+)?(B|kB|MB|GB|KiB|MiB|GiB))$")
  static let queue = TextForm(
    "packets, a size, or 'codel'",
    pattern: "^([0-9]+ packets?|[0-9]+(\\.[0-9]+)?(B|kB|MB|GB|KiB|MiB|GiB)|codel)$")
  static let probe = TextForm("a probe, as 'alice -> web'", pattern: "^\\S+\\s*->\\s*\\S+$")
  static let webProbe = TextForm("a probe, as 'alice -> http://web/'", pattern: "^\\S+\\s*->\\s*\\S+$")
  static let link = TextForm("a link, by an end or both", pattern: "^[^:]+:[^:]+( -- [^:]+:[^:]+)?$")
  static let counter = TextForm("a port and a counter", pattern: "^[^:]+:[^:\\s]+\\s+(received|sent|unsent)$")
  static let drops = TextForm("a node and perhaps a reason", pattern: "^\\S+(\\s+\\S.*)?$")
  static let countBound = bound("a number of packets or bytes", "[0-9]+")
  static let timeBound = bound("a time", "[0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h)")
  static let rateBound = bound("a rate", "[0-9]+(\\.[0-9]+)?(bit|kbit|Mbit|Gbit)/s")
  static let percentageBound = bound("a percentage", "[0-9]+(\\.[0-9]+)?%", alone: "|0%")

  private static func bound(_ what: String, _ value: String, alone: String = "") -> TextForm {
    let forms = "(==|>=|<=|>|<)\\s*\(value)|\(value)\\s*\\.\\.\\s*\(value)\(alone)"
    return TextForm("bounds on \(what)", pattern: "^\\s*(\(forms))\\s*$")
  }

  static let percentage = TextForm("a percentage", pattern: "^[0-9]+(\\.[0-9]+)?%$")
}
