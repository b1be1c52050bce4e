import ArgumentParser
import Foundation
import Lab

/// Runs a command by its asynchronous entry.
func runAsynchronously(_ command: inout some AsyncParsableCommand) async throws { try await command.run() }

// Errors of the command line itself are errors of use: exit code 2, as for a wrong file.
do {
  try Unprivileged.prepare(CommandLine.arguments)
  var command = try await Weft.asyncParseAsRoot()
  if var command = command as? any AsyncParsableCommand {
    try await runAsynchronously(&command)
  } else {
    try command.run()
  }
} catch let error as LabError {
  Terminal.complain("error: \(error)")
  Detached.reportFailure(error.exitCode)
  exit(error.exitCode)
} catch let error as InvalidFile {
  Terminal.show(error.diagnostics)
  Detached.reportFailure(2)
  exit(2)
} catch {
  let code = Weft.exitCode(for: error)
  let message = Weft.fullMessage(for: error)
  if code == .success {
    if !message.isEmpty { print(message) }
    exit(0)
  }
  if !message.isEmpty { Terminal.complain(message) }
  exit(code == .validationFailure ? 2 : code.rawValue)
}
