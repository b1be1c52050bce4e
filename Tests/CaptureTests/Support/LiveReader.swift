import Capture
import Foundation

/// A program that reads a capture while it is written, and prints a line for each packet.
struct LiveReader: CaptureSink {
  typealias Failure = any Error

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  init(_ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  mutating func begin(file number: Int) throws {}

  mutating func write(_ bytes: [UInt8]) throws { try input.fileHandleForWriting.write(contentsOf: bytes) }

  /// Waits for the next line.
  func readLine() -> String? {
    var line: [UInt8] = []
    while let octet = try? output.fileHandleForReading.read(upToCount: 1)?.first {
      if octet == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(octet)
    }
    return nil
  }

  /// Ends the stream, and waits for the program's end.
  func finish() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
