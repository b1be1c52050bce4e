import Foundation
import Synchronization
import Testing

@testable import Lab

@Suite("the control socket of a lab")
struct ControlServerTests {
  /// Answers `flows` only when told to, and everything else at once.
  private final class Parking: ControlHandler {
    private let state = Mutex(State())

    private struct State {
      var parked: [CheckedContinuation<Void, Never>] = []
      var isOpen = false
    }

    var parkedCount: Int { state.withLock { $0.parked.count } }

    func handle(_ request: ControlRequest, _ writer: ControlWriter) async throws {
      if case .flows = request {
        await withCheckedContinuation { continuation in
          let isOpen = state.withLock { state in
            if !state.isOpen { state.parked.append(continuation) }
            return state.isOpen
          }
          if isOpen { continuation.resume() }
        }
      }
      try await writer.reply(.done)
    }

    func open() {
      let parked = state.withLock { state in
        state.isOpen = true
        defer { state.parked = [] }
        return state.parked
      }
      for continuation in parked { continuation.resume() }
    }
  }

  @Test("commands beyond the bound are refused with an error, and 'down' never is")
  func bound() async throws {
    // A socket's path is short: 107 octets (unix(7)).
    let folder = "/tmp/weft-control-\(ProcessInfo.processInfo.globallyUniqueString.prefix(13))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let server = try await ControlServer(path: folder + "/s")
    let client = ControlClient(lab: "x", path: folder + "/s")
    let handler = Parking()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run(handler) }
      try await withThrowingTaskGroup(of: Void.self) { commands in
        for _ in 0..<ControlServer.connectionsMax {
          commands.addTask { try await client.ask(.flows(node: nil)) }
        }
        while handler.parkedCount < ControlServer.connectionsMax { await Task.yield() }
        let error = await #expect(throws: LabError.self) { try await client.ask(.status) }
        #expect(error?.message == "more than 64 commands at once ask the lab")
        #expect(error?.kind == .failed)
        try await client.ask(.down)
        handler.open()
        try await commands.waitForAll()
      }
      try await client.ask(.status)
      server.close()
      group.cancelAll()
    }
  }
}
