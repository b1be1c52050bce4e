/// What a running lab answers, as one line of JSON.
public enum ControlReply: Codable, Sendable {
  /// Done, and there is nothing to say.
  case done
  /// How the lab is.
  case status(LabStatus)
  /// What was or would be changed, one line each.
  case changes([String])
  /// Rules with their counters.
  case flows([FlowTableStatus])
  /// Where a program of the host runs.
  case entrance(HostEntrance)
  /// Capture octets follow until the connection ends.
  case stream
  /// What became of a synthetic packet.
  case trace(TraceReport)
  /// How links are.
  case links([LinkStatus])
  /// What was changed of a link, one line each, and what there is to say about the words, ready to print.
  case linkChanged(lines: [String], remarks: String)
  /// The file is wrong: its diagnostics, ready to print, and as JSON.
  case diagnostics(text: String, json: String)
  /// It could not be done.
  case failure(kind: LabError.Kind, message: String, hint: String?)

  /// The error that a reply stands for, or `nil`.
  public var error: LabError? {
    if case .failure(let kind, let message, let hint) = self { LabError(kind, message, hint: hint) } else { nil }
  }

  /// The reply that tells of an error.
  init(_ error: any Error) {
    let error = error as? LabError ?? LabError(.failed, "\(error)")
    self = .failure(kind: error.kind, message: error.message, hint: error.hint)
  }
}

/// Where a program of a host runs: what the command needs to enter it.
public struct HostEntrance: Codable, Sendable {
  /// The process whose namespaces are the host's.
  public var initProcess: Int32
  /// Variables of every program of the host, `NAME=value`.
  public var environment: [String]
  /// Makes an entrance.
  public init(initProcess: Int32, environment: [String]) {
    self.initProcess = initProcess
    self.environment = environment
  }
}
