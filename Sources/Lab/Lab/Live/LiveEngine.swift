import Dataplane
import Foundation
import Linux
import Runtime
import Topology

/// Real time, real programs: a worker thread, and hosts that are network namespaces behind TAP devices.
struct LiveEngine: LabEngine {
  let worker: Worker
  let liveHosts: LiveHosts
  let kind = LabEngineKind.live
  let wallClockOffset = SystemClock.realtime() - SystemClock.monotonic()

  var crank: any Crank { worker }
  var hosts: any LabHosts { liveHosts }
  var now: Instant { Instant(nanoseconds: UInt64(SystemClock.monotonic())) }

  /// Starts the worker. Files that hosts name are relative to `folder`.
  init(seed: UInt64, folder: URL) throws {
    do {
      worker = try Worker(seed: seed)
    } catch {
      throw LabError(.environment, "cannot start the packet worker: \(error)")
    }
    liveHosts = LiveHosts(folder: folder)
  }

  func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration, tolerance: .zero) }
}
