import Foundation

/// Runs the programs whose agreement counts: tshark, capinfos, tcpdump.
enum Tool {
  struct Failed: Error, CustomStringConvertible { let description: String }

  /// What `arguments` print, given `input`. `%` in the arguments stands for a file that holds `file`.
  static func run(_ arguments: [String], file: [UInt8] = [], input: [UInt8]? = nil) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("capture-\(UUID().uuidString)")
    try Data(file).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments.map { $0 == "%" ? path.path : $0 }
    let (output, errors, source) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = input == nil ? FileHandle.nullDevice : source
    try process.run()
    if let input {
      try source.fileHandleForWriting.write(contentsOf: input)
      try source.fileHandleForWriting.close()
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(description: "\(arguments.joined(separator: " ")): \(process.terminationStatus)\n\(complaint)")
    }
    return text
  }

  /// The fields that tshark reads, a row a packet.
  static func fields(_ names: [String], of file: [UInt8], overStandardInput: Bool = false) throws -> [[String]] {
    let checks = ["ip", "tcp", "udp"].flatMap { ["-o", "\($0).check_checksum:TRUE"] }
    let text = try run(
      ["tshark", "-n", "-r", overStandardInput ? "-" : "%", "-T", "fields", "-E", "separator=|", "-E", "occurrence=f"]
        + checks + names.flatMap { ["-e", $0] }, file: file, input: overStandardInput ? file : nil)
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
      $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    }
  }
}
