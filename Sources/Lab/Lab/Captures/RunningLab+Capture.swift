import Capture
import Dataplane
import Foundation
import Logging
import Topology

extension RunningLab {
  /// Streams a capture to a command until it goes away, has enough, or the lab ends.
  func capture(_ request: CaptureRequest, _ writer: ControlWriter) async throws {
    let task = try CaptureTask(
      filter: request.filter, snapLength: request.snapLength, isClassic: request.isClassic, count: request.count,
      wallClockOffset: engine.wallClockOffset)
    try await begin(task, at: request.ports.map(RunningLab.pattern))
    do {
      try await writer.reply(.stream)
      writer.whenClosed { task.stop() }
      try await task.stream { try await writer.stream($0) }
    } catch {
      await end(task)
      throw error
    }
    await end(task)
  }

  /// Begins the captures of the file.
  func beginCaptures(_ specs: [CaptureSpec]) async throws {
    for spec in specs {
      let task = try CaptureTask(
        filter: spec.filter, snapLength: spec.snapLength, isClassic: spec.format == .pcap,
        wallClockOffset: engine.wallClockOffset)
      try await begin(task, at: spec.ports)
      let path = path(of: spec.file)
      let rotation = CaptureRotation(fileSizeMax: spec.rotateBytes, filesMax: spec.rotateFiles)
      fileCaptures.append(FileCapture(spec: spec, task: task, running: try write(task, to: path, rotation)))
    }
  }

  /// Begins to write a capture: a task does it when live.
  private func write(_ task: CaptureTask, to path: String, _ rotation: CaptureRotation) throws -> Task<Void, Never>? {
    switch engine.kind {
    case .simulated:
      try task.writeImmediately(to: path, rotation: rotation)
      return nil
    case .live:
      let logger = logger
      return Task {
        do { try await task.write(to: path, rotation: rotation) } catch {
          logger.error("capture into \(path) ended: \(error)")
        }
      }
    }
  }

  /// A file that the topology file names.
  func path(of name: String) -> String {
    name.hasPrefix("/")
      ? name : URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(name).path
  }

  /// Ends the captures into these files; what was recorded is written.
  func endCaptures(_ specs: [CaptureSpec]) async {
    for capture in fileCaptures where specs.contains(capture.spec) {
      await end(capture.task)
      if let running = capture.running {
        await running.value
      } else {
        let time = UInt64(bitPattern: Int64(bitPattern: await engine.now.nanoseconds) + engine.wallClockOffset)
        do { try capture.task.finishImmediately(timestamp: time) } catch {
          logger.error("capture into \(capture.spec.file) ended: \(error)")
        }
      }
    }
    fileCaptures.removeAll { specs.contains($0.spec) }
  }

  private func begin(_ task: CaptureTask, at patterns: [PortPattern]) async throws {
    var endpoints: [Endpoint] = []
    for pattern in patterns {
      let matching = lab.endpoints(matching: pattern)
      guard !matching.isEmpty else {
        throw LabError.unknown(
          "port", "\(pattern)",
          known: lab.endpoints(matching: PortPattern(node: nil, interface: nil)).map(\.description))
      }
      endpoints += matching.filter { !endpoints.contains($0) }
    }
    try await datapath.watch(endpoints, for: task.session)
    openCaptures.append(task)
  }

  /// Goes on to record a node that was put in anew, for the captures that recorded it before.
  func resumeCaptures(of node: String) async throws {
    for capture in fileCaptures {
      let endpoints = capture.spec.ports.flatMap { lab.endpoints(matching: $0) }.filter { $0.node == node }
      try await datapath.watch(endpoints, for: capture.task.session)
    }
  }

  private func end(_ task: CaptureTask) async {
    await datapath.unwatch(task.session)
    task.stop()
    openCaptures.removeAll { $0 === task }
  }

  private static func pattern(_ text: String) throws -> PortPattern {
    guard let pattern = PortPattern(text) else {
      throw LabError(.failed, "'\(text)' names no port", hint: "write node:port, node:* or *:*")
    }
    return pattern
  }
}

/// A capture of the file, and the task that writes it.
struct FileCapture {
  let spec: CaptureSpec
  let task: CaptureTask
  /// `nil` where no task is needed for it.
  let running: Task<Void, Never>?
}

extension Datapath {
  /// Begins to record ports for a capture.
  func watch(_ endpoints: [Endpoint], for session: CaptureSession) throws {
    for endpoint in endpoints { captureHub.watch(try port(endpoint), for: session) }
  }

  /// Ends what is recorded for a capture.
  func unwatch(_ session: CaptureSession) { captureHub.unwatch(session) }
}
