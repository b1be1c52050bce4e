import Buffers
import Dataplane
import Linux
import SystemPackage
import Testing

@testable import Runtime

@Suite("The devices of a worker")
struct PollSetTests {
  /// Devices are called on the executor that they live on, so this stands there too.
  actor Bench {
    nonisolated let worker: Worker
    nonisolated var unownedExecutor: UnownedSerialExecutor { worker.asUnownedSerialExecutor() }

    init(_ worker: Worker) { self.worker = worker }

    func stop() { worker.stop() }

    /// A device whose far end is gone is readable for ever (EPOLLHUP). It is looked at, and then left.
    func lookAtHungUpDevice() throws -> [Bool] {
      let dispatcher = Dispatcher(executor: worker.asUnownedSerialExecutor())
      let bell = try EventCounter()
      var devices = try PollSet(bell: bell)
      let pair = try OwnedDescriptor.socketPair()
      try pair.first.setNonBlocking()
      let device = OctetDevice(context: dispatcher.makeContext(name: "device", ports: ["out"]), socket: pair.first)
      try devices.add(device)
      do { _ = consume pair.second }

      var seen: [Bool] = []
      for _ in 0..<3 {
        _ = devices.wait(nanoseconds: 0)
        seen.append(devices.isPolling)
        dispatcher.now = Worker.clock() + .seconds(1)
        _ = devices.poll(dispatcher)
      }
      devices.remove(device)
      return seen
    }
  }

  @Test("a device that is broken for good is reported once and does not keep the worker awake")
  func hungUp() async throws {
    let bench = Bench(try Worker(seed: 1))
    #expect(try await bench.lookAtHungUpDevice() == [true, false, false])
    await bench.stop()
  }
}
