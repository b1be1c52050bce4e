/// What a command asks of a running lab, sent as one line of JSON on the control socket.
public enum ControlRequest: Codable, Sendable {
  /// How the lab is: nodes, ports, counters.
  case status
  /// End the lab.
  case down
  /// What `apply` of this file would change.
  case plan(TopologyText)
  /// Make the lab equal to this file.
  case apply(TopologyText)
  /// The rules of one flow switch, or of all, with their counters.
  case flows(node: String?)
  /// Where a program of a host is to run; its sandbox is made if it is the first.
  case enter(host: String)
  /// Packets at these ports, from now on, as a stream of capture octets behind the reply.
  case capture(CaptureRequest)
  /// What becomes of a synthetic packet.
  case trace(TraceRequest)
  /// Have the elements begin anew, and record what comes in from outside; the summary follows the reply, as JSON.
  case record(RecordRequest)
  /// End the recording that is being made.
  case endRecording
  /// How one link is, or all of them are.
  case links(named: String?)
  /// Sets something of a link.
  case setLink(LinkRequest)
}

extension ControlRequest {
  /// True for the end of the lab, which is never refused.
  var isEnd: Bool { if case .down = self { true } else { false } }
}

/// A topology file as the command read it.
public struct TopologyText: Codable, Sendable {
  /// The file's absolute path, for messages and for what the file refers to.
  public var path: String
  /// Its text.
  public var text: String

  /// Makes a text.
  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}

/// A capture asked for by command.
public struct CaptureRequest: Codable, Sendable {
  /// Ports, as `r1:eth0`, `r1:*` or `*:*`.
  public var ports: [String]
  /// A filter in libpcap's language.
  public var filter: String?
  /// Octets of each packet that are kept; all where `nil`.
  public var snapLength: Int?
  /// True for classic pcap, false for pcapng.
  public var isClassic: Bool
  /// Packets after which the capture ends; never where `nil`.
  public var count: Int?

  /// Makes a request.
  public init(ports: [String], filter: String?, snapLength: Int?, isClassic: Bool, count: Int?) {
    self.ports = ports
    self.filter = filter
    self.snapLength = snapLength
    self.isClassic = isClassic
    self.count = count
  }
}

/// A synthetic packet: who sends what to whom.
public struct TraceRequest: Codable, Sendable {
  /// The host that sends it.
  public var source: String
  /// A host's name, or an address.
  public var destination: String
  /// `icmp`, `tcp` or `udp`.
  public var transport: String
  /// Destination port, for TCP and UDP.
  public var port: UInt16?
  /// Source port, for TCP and UDP; chosen where `nil`.
  public var sourcePort: UInt16?

  /// Makes a request.
  public init(source: String, destination: String, transport: String, port: UInt16?, sourcePort: UInt16?) {
    self.source = source
    self.destination = destination
    self.transport = transport
    self.port = port
    self.sourcePort = sourcePort
  }
}

/// What is to be set of a link by command.
public struct LinkRequest: Codable, Sendable {
  /// The link: one of its ends, `alice:eth0`, both, `alice:eth0 -- sw1:eth1`, or a node that has only one.
  public var link: String
  /// `key=value`, `down`, `up`, `clear`.
  public var words: [String]
  /// The end that packets come from, where only one direction is meant.
  public var direction: String?

  /// Makes a request.
  public init(link: String, words: [String], direction: String?) {
    self.link = link
    self.words = words
    self.direction = direction
  }
}
