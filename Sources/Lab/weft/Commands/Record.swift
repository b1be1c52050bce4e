import ArgumentParser
import Foundation
import Lab

/// Records what comes into a running lab from outside.
struct Record: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Record what comes into a running lab from outside, for 'weft replay'.",
    discussion: """
      Examples:
        weft up office.weft.yml --record office.weftrec
        weft record office -w office.weftrec --restart --duration 10
      A replay begins from a known state, and what the elements of a running lab have learnt is not known: with \
      --restart they begin anew together with the recording. Its switches, routers and NATs then have learnt nothing, \
      and connections through a NAT end. 'weft up --record' records a lab from its beginning instead.

      Ends with Ctrl-C, after --duration, with 'weft record LAB --stop', or with the lab.
      """)

  @Argument(help: "The running lab's name.", completion: .custom { _, _, _ in LabDirectory.runningLabs() })
  var lab: String
  @Option(name: [.customShort("w"), .long], help: "The file to write.", completion: .file(extensions: ["weftrec"]))
  var write: String?
  @Flag(help: "Have the lab's elements begin anew with the recording.")
  var restart = false
  @Option(name: .shortAndLong, help: "Seconds after which the recording ends.")
  var duration: Double?
  @Flag(help: "End the recording that is being made.")
  var stop = false

  func validate() throws {
    if stop && (write != nil || restart || duration != nil) { throw ValidationError("--stop is said alone") }
    if !stop && write == nil { throw ValidationError("-w names the file to write") }
    if let duration, !(duration > 0 && duration <= 31_622_400) {
      throw ValidationError("--duration is more than 0 seconds, and a year at most")
    }
  }

  func run() async throws {
    guard let write else {
      try await ControlClient(lab: lab).ask(.endRecording)
      return
    }
    guard restart else {
      throw LabError(
        .failed, "what the elements of lab '\(lab)' have learnt is not known, so nothing recorded now can be replayed",
        hint: "--restart has them begin anew (connections through a NAT end); 'weft up FILE --record \(write)' records "
          + "from the beginning")
    }
    let path = write.hasPrefix("/") ? write : FileManager.default.currentDirectoryPath + "/" + write
    let signals = [SIGINT, SIGTERM].map(endOn)
    let summary = SummaryOctets()
    try await ControlClient(lab: lab).ask(.record(RecordRequest(path: path, seconds: duration))) { summary.add($0) }
    for signal in signals { signal.cancel() }
    print(RecordText.summary(try JSONDecoder().decode(RecordingSummary.self, from: summary.data)))
  }

  /// Has a signal end the recording, and not this program: it waits for the summary.
  private func endOn(_ number: Int32) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number)
    source.setEventHandler { [lab] in Task { try await ControlClient(lab: lab).ask(.endRecording) } }
    source.resume()
    return source
  }
}

/// The summary, as it comes.
private final class SummaryOctets: @unchecked Sendable {
  private let lock = NSLock()
  private var octets = Data()

  var data: Data { lock.withLock { octets } }

  func add(_ more: [UInt8]) { lock.withLock { octets += more } }
}

/// A recording in words.
enum RecordText {
  /// What a recording that is over has.
  static func summary(_ summary: RecordingSummary) -> String {
    guard summary.isComplete else {
      return "the recording \(summary.path) is incomplete; 'weft replay' tells from where on"
    }
    return "recorded \(summary.packetsIn) packets in, \(summary.packetsOut) packets out into \(summary.path): "
      + "digest \(summary.digest)"
  }
}
