/// The report for people.
extension ReplayReport {
  /// Lines for a terminal: what was replayed, whether it was the same, and the packet where it was not.
  public var text: String {
    var lines = [
      "replayed \(recording): lab \(lab), \(decimal(seconds)) s, \(turns) turns, \(changes) changes, "
        + "\(packetsIn) packets in, \(packetsOut) packets out"
    ]
    if let difference {
      lines += difference.lines
      if starved > 0 {
        lines.append(
          "note: the recorded lab ran out of packet buffers (\(starved) drops), which a replay does not repeat")
      }
    } else {
      lines.append("the same went out: digest \(digest)")
    }
    switch ending {
    case .complete, .stopped: break
    case .incomplete:
      lines.append("note: the recording is incomplete from turn \(turns + 1) on: its disk did not keep up")
    case .truncated:
      lines.append(
        "error: the recording ends in the middle, at octet \(truncatedAt ?? 0): its lab was killed, or the file was cut"
      )
    }
    return lines.joined(separator: "\n")
  }
}

extension ReplayDifference {
  /// What differs, a line each.
  fileprivate var lines: [String] {
    if kind == .digest {
      return ["differs: every packet is the same, but the recording's own digest is another: the file is damaged"]
    }
    let port = recordedPort ?? replayedPort ?? ""
    return [
      "differs first at packet \(packet) of those that went out, at \(decimal(seconds)) s, out of \(port)"
        + (place.map { ": \($0)" } ?? ""),
      "  recorded: \(line(recordedPort, recorded))",
      "  replayed: \(line(replayedPort, replayed))",
    ]
  }

  private func line(_ port: String?, _ packet: String?) -> String {
    guard let port, let packet else { return "nothing" }
    return kind == .device ? "\(port) \(packet)" : packet
  }
}

/// Seconds with six decimals.
private func decimal(_ seconds: Double) -> String {
  let micros = UInt64(max(0, seconds) * 1e6 + 0.5)
  let fraction = String(micros % 1_000_000)
  return "\(micros / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
}
