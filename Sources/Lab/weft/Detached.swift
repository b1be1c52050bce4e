import Foundation
import Lab
import Linux

/// Running in the background: `up --detach` starts this program again in a session of its own, shows what it says while
/// the lab comes up, and returns once it is up. The new process tells how it went by one octet on a pipe.
enum Detached {
  private static let variable = "WEFT_DETACHED"
  private static let isUp: UInt8 = 255

  /// True in the process in the background.
  static var isBackground: Bool { ProcessInfo.processInfo.environment[variable] != nil }

  /// Starts the process in the background and waits until the lab is up, or has failed: then the exit code is thrown.
  static func start(file: String, isQuiet: Bool, recording: String?) throws -> Int32 {
    let output = try OwnedDescriptor.pipe()
    let outcome = try OwnedDescriptor.pipe()
    var environment = ProcessInfo.processInfo.environment
    environment[variable] = "1"
    _ = try DetachedProcess.start(
      arguments: ["weft", "up", file] + (isQuiet ? ["--quiet"] : []) + (recording.map { ["--record", $0] } ?? []),
      environment: environment.map { "\($0.key)=\($0.value)" }.sorted(), output: output.second.raw,
      inherited: outcome.second.raw)
    closeWritingEnds(output.second.release(), outcome.second.release())
    let code = try outcome.first.read(upTo: 1).first
    while case let bytes = try output.first.read(upTo: 65_536), !bytes.isEmpty {
      (code == isUp ? FileHandle.standardOutput : .standardError).write(Data(bytes))
    }
    return code == isUp ? 0 : Int32(code ?? 3)
  }

  /// In the background: the lab is up. From here on nobody reads what this process says.
  static func reportUp() throws {
    guard isBackground else { return }
    fflush(nil)
    let nowhere = try OwnedDescriptor.open("/dev/null", flags: O_WRONLY)
    for stream in [STDOUT_FILENO, STDERR_FILENO] { dup2(nowhere.raw, stream) }
    report(isUp)
  }

  /// In the background: the lab did not come up, and this is the exit code.
  static func reportFailure(_ code: Int32) {
    if isBackground { report(UInt8(clamping: code)) }
  }

  private static func report(_ code: UInt8) {
    let pipe = OwnedDescriptor(adopting: DetachedProcess.inheritedDescriptor)
    try? pipe.write([code])
  }

  private static func closeWritingEnds(_ descriptors: Int32...) {
    for descriptor in descriptors { close(descriptor) }
  }
}
