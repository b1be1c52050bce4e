import Foundation
import Lab

/// The status line of a lab in the foreground.
enum StatusText {
  /// Writes the line over the last one.
  static func show(_ status: LabStatus) {
    FileHandle.standardOutput.write(Data("\r\u{1b}[K\(line(status))".utf8))
  }

  /// The lab in one line.
  static func line(_ status: LabStatus) -> String {
    let ports = status.nodes.flatMap(\.ports)
    let drops = status.nodes.flatMap(\.drops).reduce(0) { $0 + $1.count }
    let packets = ports.reduce(0) { $0 + $1.received }
    return "\(status.name): up \(status.uptime) s, \(status.nodes.count) nodes, \(packets) packets, "
      + "\(drops) dropped, \(status.buffersInUse)/\(status.buffersMax) buffers"
      + (status.lateness?.isBehind == true ? ", fell behind" : "")
  }
}
