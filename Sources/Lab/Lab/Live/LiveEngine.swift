import Buffers
import Dataplane
import Foundation
import Linux
import Runtime
import Topology

/// Real time, real programs: a worker thread, and hosts that are network namespaces behind TAP devices.
struct LiveEngine: LabEngine {
  /// Packet buffers of a live lab: what is on the way and what waits, on all links together. They are enough for 1 Gbit/s
  /// over 100 ms (8,300 full frames) three times over, queues included. Only those in use take memory: two pages each
  /// where they hold a frame, and 66 KiB where they hold a super-packet, 2.1 GiB at the very most.
  static let buffersMax = 32_768

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
      worker = try Worker(pool: PacketPool(capacity: LiveEngine.buffersMax), seed: seed)
    } catch {
      throw LabError(.environment, "cannot start the packet worker: \(error)")
    }
    liveHosts = LiveHosts(folder: folder)
  }

  func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration, tolerance: .zero) }
}
