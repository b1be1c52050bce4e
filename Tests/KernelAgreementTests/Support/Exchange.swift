import Testing
import Wire

/// A frame that came out of a port.
struct Sent: Equatable {
  var port: Int
  var frame: [UInt8]
}

/// A frame that both were given, and what came out of each.
struct Exchange {
  let port: Int
  let frame: [UInt8]
  var ours: [Sent]
  var theirs: [Sent]

  init(_ frame: [UInt8], port: Int, ours: [Int: [[UInt8]]], theirs: [Int: [[UInt8]]]) {
    (self.frame, self.port) = (frame, port)
    self.ours = Exchange.list(ours)
    self.theirs = Exchange.list(theirs)
  }

  private static func list(_ outputs: [Int: [[UInt8]]]) -> [Sent] {
    outputs.sorted { $0.key < $1.key }.flatMap { port, frames in frames.map { Sent(port: port, frame: $0) } }
  }

  var agrees: Bool { ours == theirs }

  /// Changes every frame that came out, on both sides.
  mutating func change(_ body: (inout [UInt8]) -> Void) {
    for index in ours.indices { body(&ours[index].frame) }
    for index in theirs.indices { body(&theirs[index].frame) }
  }

  /// The whole story, for a failure's message.
  var text: String {
    func lines(_ sent: [Sent]) -> String {
      sent.isEmpty
        ? "  nothing"
        : sent.map { "  eth\($0.port): \(Exchange.summary($0.frame))\n    \(Exchange.hex($0.frame))" }
          .joined(separator: "\n")
    }
    return """
      into eth\(port): \(Exchange.summary(frame))
          \(Exchange.hex(frame))
      ours:
      \(lines(ours))
      the kernel's:
      \(lines(theirs))
      """
  }

  static func summary(_ frame: [UInt8]) -> String { PacketSummary.describe(frame: frame.span.bytes) }

  private static func hex(_ frame: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(frame.prefix(160).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
      + (frame.count > 160 ? "… \(frame.count) octets" : "")
  }
}

/// Something that the two may do differently.
struct Difference {
  let name: String
  /// Why it is no fault, with the paragraph that leaves it open or asks for what Weft does.
  let reason: String
  /// Takes the difference out of an exchange, where it is there.
  let settle: (inout Exchange) -> Void

  init(_ name: String, _ reason: String, _ settle: @escaping (inout Exchange) -> Void) {
    (self.name, self.reason, self.settle) = (name, reason, settle)
  }

  /// The two do something else with such a frame, and the table says what: `ours` and `theirs` are looked at.
  static func outcome(_ name: String, _ reason: String, _ isMeant: @escaping (Exchange) -> Bool) -> Difference {
    Difference(name, reason) { exchange in
      if isMeant(exchange) { exchange.theirs = exchange.ours }
    }
  }
}

/// Goes through exchanges, and tells differences that are meant from those that are not.
struct Comparison {
  let differences: [Difference]
  /// How often each was needed.
  private(set) var met: [String: Int] = [:]
  private(set) var count = 0
  private(set) var answered = 0
  private(set) var failures: [Exchange] = []

  init(_ differences: [Difference]) { self.differences = differences }

  /// Takes an exchange in. It is a failure where a difference is left once all that are meant are taken out.
  mutating func take(_ exchange: Exchange) {
    count += 1
    if !exchange.theirs.isEmpty { answered += 1 }
    var rest = exchange
    for difference in differences where !rest.agrees {
      let before = (rest.ours, rest.theirs)
      difference.settle(&rest)
      if before != (rest.ours, rest.theirs) { met[difference.name, default: 0] += 1 }
    }
    if !rest.agrees { failures.append(exchange) }
  }

  /// Reports what was not meant, and differences of the table that nothing showed.
  func report(_ label: String) {
    for failure in failures.prefix(12) { Issue.record("\(label)\n\(failure.text)") }
    #expect(failures.isEmpty, "\(label): \(failures.count) of \(count) frames were not treated alike")
    for difference in differences {
      #expect(met[difference.name] != nil, "\(label): nothing showed the difference: \(difference.name)")
    }
  }
}
