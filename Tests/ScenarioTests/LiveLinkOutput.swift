import Foundation
import Testing

/// A link as `weft link show --format json` prints it.
struct LiveLink: Decodable {
  struct Direction: Decodable {
    let isUp: Bool
    let conditionsText: String
    let packets: Int
    let octets: Int
    let lost: Int
    let queueDrops: Int
    let queuePacketsMax: Int
    let downDrops: Int
    let inFlight: Int
  }

  let link: String
  let isUp: Bool
  let directions: [Direction]

  static func all(of lab: String, _ bench: LabBench) throws -> [LiveLink] {
    let shown = try bench.weft("link", "show", lab, "--format", "json")
    try #require(shown.status == 0, "\(shown)")
    return try JSONDecoder().decode([LiveLink].self, from: Data(shown.output.utf8))
  }
}

/// What `weft ps --format json` says of ports.
struct LivePorts {
  private struct Status: Decodable {
    struct Node: Decodable {
      struct Port: Decodable { let sent: Int }
      let name: String
      let ports: [Port]
    }
    let nodes: [Node]
  }

  private let status: Status

  init(_ outcome: Outcome) throws {
    try #require(outcome.status == 0, "\(outcome)")
    status = try JSONDecoder().decode(Status.self, from: Data(outcome.output.utf8))
  }

  /// Packets that a node has sent, super-packets counted once.
  func sent(by node: String) -> Int {
    status.nodes.filter { $0.name == node }.flatMap(\.ports).reduce(0) { $0 + $1.sent }
  }
}

/// What ping prints, times in milliseconds.
struct LivePingOutput: CustomStringConvertible {
  let fastest: Double
  let received: Int
  let description: String

  init(_ outcome: Outcome) throws {
    description = "\(outcome)"
    let lines = outcome.output.split(separator: "\n")
    let times = lines.compactMap { line in
      line.firstRange(of: "time=").flatMap { Double(line[$0.upperBound...].prefix { $0.isNumber || $0 == "." }) }
    }
    received = times.count
    fastest = try #require(times.min(), "\(outcome)")
  }
}

/// What iperf3 prints of a TCP transfer.
struct LiveTransfer {
  private struct Report: Decodable {
    struct End: Decodable {
      struct Sum: Decodable { let bitsPerSecond: Double }
      let sumReceived: Sum
    }
    let end: End
  }

  /// The mean rate of what the receiver got.
  let megabits: Double

  init(_ outcome: Outcome) throws {
    try #require(outcome.status == 0, "\(outcome)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let report = try decoder.decode(Report.self, from: Data(outcome.output.utf8))
    megabits = report.end.sumReceived.bitsPerSecond / 1e6
  }
}

/// Packets that arrived one right behind the other, by their times in a capture.
struct LiveArrivals {
  let count: Int
  /// Bits a second.
  let rate: Double

  /// Takes lines of a time in seconds and a length in octets.
  ///
  /// What is written down late makes a packet seem to arrive late, never early. So the least late packet of the second
  /// quarter and that of the last are compared: between the two as many bits have passed as the link had time for.
  init(_ outcome: Outcome) throws {
    try #require(outcome.status == 0, "\(outcome)")
    var bits = 0.0
    let arrivals: [(time: Double, bits: Double)] = outcome.output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: "\t")
      guard words.count == 2, let time = Double(words[0]), let octets = Double(words[1]) else { return nil }
      bits += octets * 8
      return (time, bits)
    }
    count = arrivals.count
    try #require(count >= 1000)
    let slope = (arrivals[count - 1].time - arrivals[0].time) / (arrivals[count - 1].bits - arrivals[0].bits)
    func earliest(_ part: ArraySlice<(time: Double, bits: Double)>) -> (time: Double, bits: Double) {
      part.min { $0.time - $0.bits * slope < $1.time - $1.bits * slope } ?? (0, 0)
    }
    let first = earliest(arrivals[(count / 4)..<(count / 2)])
    let last = earliest(arrivals.suffix(count / 4))
    rate = (last.bits - first.bits) / (last.time - first.time)
  }
}

/// Programs for Python that send datagrams to a group that nobody has joined: nothing comes back.
enum LiveSender {
  /// As fast as the lab takes them: no more wait for it at once than the interface's queue has room for.
  static func fast(datagrams: Int) -> String {
    """
    import socket, time
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("10.0.0.1"))
    s.connect(("239.1.2.3", 9))
    data = bytes(22)
    def taken():
      for line in open("/proc/net/dev"):
        if line.strip().startswith("eth0:"): return int(line.split()[10])
    start = taken()
    sent = 0
    while sent < \(datagrams):
      for _ in range(min(250, \(datagrams) - sent)): s.send(data)
      sent = min(sent + 250, \(datagrams))
      end = time.monotonic() + 2
      while taken() - start < sent - 250 and time.monotonic() < end: time.sleep(0)
    """
  }

  /// So many a second, to the other host, in bursts of a millisecond.
  static func paced(datagrams: Int, octets: Int, perSecond: Double) -> String {
    """
    import socket, time
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    s.connect(("10.0.0.2", 9))
    data = bytes(\(octets))
    start = time.monotonic()
    sent = 0
    while sent < \(datagrams):
      due = min(\(datagrams), int((time.monotonic() - start) * \(perSecond)) + 1)
      while sent < due:
        try: s.send(data)
        except ConnectionRefusedError: pass
        sent += 1
      time.sleep(0.001)
    """
  }
}
