import Foundation

/// Runs tshark on frames and returns the fields that it reads, a row a frame.
enum Dissector {
  struct Failed: Error, CustomStringConvertible { let description: String }

  static func fields(_ names: [String], of frames: [[UInt8]]) throws -> [[String]] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("wire-\(UUID().uuidString).pcap")
    try Data(ClassicPcap.file(frames)).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let checks = ["ip", "tcp", "udp"].flatMap { ["-o", "\($0).check_checksum:TRUE"] }
    let numbers = ["-o", "tcp.relative_sequence_numbers:FALSE"]
    // Payloads are random, so no protocol is to be guessed in them.
    let plain = ["udp", "tcp"].flatMap { ["-d", "\($0).port==0-65535,data"] }
    process.arguments =
      ["tshark", "-n", "-r", file.path, "-T", "fields", "-E", "separator=|", "-E", "occurrence=f"] + checks + numbers
      + plain
      + names.flatMap { ["-e", $0] }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(description: "tshark ended with \(process.terminationStatus); Debian has it in the package tshark")
    }
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(frames.count)
    return rows.map { row in
      // tshark writes booleans as 1 and 0 up to version 4.0, and as True and False after it.
      row.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0 == "True" ? "1" : $0 == "False" ? "0" : String($0) }
    }
  }
}
