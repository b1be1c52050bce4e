import Foundation

/// A program that ran, and what it said.
struct Outcome: CustomStringConvertible {
  let command: String
  let status: Int32
  let output: String
  let errors: String

  var description: String { "\(command): exit \(status)\n\(output)\(errors)" }
}

/// A program that runs. `timeout` bounds it, so that one that hangs fails its test (exit 124).
struct Running {
  private let process = Process()
  private let output: URL
  private let errors: URL
  private let command: String

  /// Starts a program of the machine, with its output kept in files of `folder`.
  init(_ command: [String], environment: [String: String], folder: URL, seconds: Int = 30) throws {
    self.command = command.joined(separator: " ")
    let name = UUID().uuidString
    output = folder.appendingPathComponent("\(name).out")
    errors = folder.appendingPathComponent("\(name).err")
    for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["timeout", "-k", "2", "\(seconds)"] + command
    process.environment = environment
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  /// True until it has ended.
  var isRunning: Bool { process.isRunning }

  /// What it has written to standard output until now.
  var outputSoFar: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

  /// Waits until it ends.
  func finish() throws -> Outcome {
    process.waitUntilExit()
    return Outcome(
      command: command, status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}
