import Buffers
import Dataplane
import Linux
import Runtime
import SystemPackage
import Testing

@Suite("A worker")
struct WorkerTests {
  let worker: Worker
  let hand: Hand

  init() throws {
    worker = try Worker(seed: 1)
    hand = Hand(worker)
  }

  /// A device's socket, and the far end of it.
  private func socketPair() throws -> DescriptorPair {
    let pair = try OwnedDescriptor.socketPair()
    try pair.first.setNonBlocking()
    return pair
  }

  @Test("control jobs run in the order in which they were brought")
  func order() async {
    #expect(await hand.noteAll(0..<1000) == Array(0..<1000))
    await hand.stop()
  }

  @Test("a job that is brought before the loop has started is not lost, nor one that stops it")
  func early() async throws {
    for _ in 0..<50 {
      let hand = Hand(try Worker(seed: 1))
      async let first: Void = hand.note(1)
      async let second: Void = hand.note(2)
      _ = await (first, second)
      #expect(await hand.log.sorted() == [1, 2])
      await hand.stop()
    }
    await hand.stop()
  }

  @Test("a job that comes while the worker sleeps wakes it")
  func waking() async {
    // Each call ends before the next begins, and between two the worker has nothing to do but to sleep.
    for number in 0..<2000 { await hand.note(number) }
    #expect(await hand.log == Array(0..<2000))
    await hand.stop()
  }

  @Test("jobs from many threads all run, and none beside another")
  func hammering() async {
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<16 {
        group.addTask { [hand] in
          for step in 0..<300 { await hand.note(number * 1000 + step) }
        }
      }
    }
    let log = await hand.log
    #expect(log.count == 16 * 300)
    for number in 0..<16 {
      #expect(log.filter { $0 / 1000 == number } == (0..<300).map { number * 1000 + $0 })
    }
    await hand.stop()
  }

  @Test("jobs that bring further jobs for ever do not keep packets out")
  func fairness() async throws {
    let pair = try socketPair()
    let collector = await hand.makeCollector()
    let device = try await hand.addDevice(pair.first, to: collector)
    let storm = Task { [hand] in
      while !Task.isCancelled { await hand.note(0) }
    }
    try pair.second.write([7, 8])
    #expect(await collector.first(2) == [7, 8])
    storm.cancel()
    await storm.value
    await hand.stop(collector, [device])
  }

  @Test("timers fire in the order of their deadlines")
  func timers() async {
    let collector = await hand.makeCollector()
    await collector.setTimers([3, 1, 5, 2, 4])
    #expect(await collector.first(5) == [1, 2, 3, 4, 5])
    await hand.stop(collector)
  }

  @Test("timers that fire and turns that move packets are noted with their lateness")
  func lateness() async throws {
    let pair = try socketPair()
    let collector = await hand.makeCollector()
    let before = await hand.lateness
    let device = try await hand.addDevice(pair.first, to: collector)
    await collector.setTimers([1, 2, 3])
    #expect(await collector.first(3) == [1, 2, 3])
    try pair.second.write([4])
    #expect(await collector.first(4) == [1, 2, 3, 4])
    // The turn that moved the packet is noted when it ends, which is before the next job.
    let lateness = await hand.lateness.since(before)
    #expect((1...3).contains(lateness.timers.count))
    #expect(lateness.turns.count >= 1 && lateness.turns.max > 0)
    print("timers: \(lateness.timers.max) ns late at most; turns: \(lateness.turns.max) ns at most")
    await hand.stop(collector, [device])
  }

  @Test("packets of a device come in order, those included that were there before it was added")
  func packets() async throws {
    let pair = try socketPair()
    try pair.second.write([1, 2, 3])
    let collector = await hand.makeCollector()
    let device = try await hand.addDevice(pair.first, to: collector)
    #expect(await collector.first(3) == [1, 2, 3])
    try pair.second.write([4])
    #expect(await collector.first(4) == [1, 2, 3, 4])
    // More than one turn takes from a device.
    try pair.second.write([UInt8](repeating: 9, count: 1000))
    #expect(await collector.first(1004).suffix(1000).allSatisfy { $0 == 9 })
    await hand.stop(collector, [device])
  }

  @Test("a packet that comes while the worker sleeps wakes it, again and again")
  func wakingByPackets() async throws {
    let pair = try socketPair()
    let collector = await hand.makeCollector()
    let device = try await hand.addDevice(pair.first, to: collector)
    for count in 1...300 {
      try pair.second.write([UInt8(truncatingIfNeeded: count)])
      #expect(await collector.first(count).last == UInt8(truncatingIfNeeded: count))
    }
    await hand.stop(collector, [device])
  }

  @Test("devices come and go while others have traffic")
  func changing() async throws {
    let steady = try socketPair()
    let collector = await hand.makeCollector(ports: ["steady", "changing"])
    let device = try await hand.addDevice(steady.first, to: collector)
    let far = steady.second
    for round in 1...20 {
      let pair = try socketPair()
      let other = try await hand.addDevice(pair.first, to: collector, port: 1)
      try far.write([1])
      try pair.second.write([2])
      #expect(await collector.first(round * 2).suffix(2).sorted() == [1, 2])
      await hand.remove(other)
      // What comes for a device that was removed is nobody's.
      try pair.second.write([3])
    }
    #expect(await !collector.first(40).contains(3))
    await hand.stop(collector, [device])
  }

  @Test("a device that is removed is let go")
  func release() async throws {
    let pair = try socketPair()
    let far = pair.second
    let collector = await hand.makeCollector()
    do {
      let device = try await hand.addDevice(pair.first, to: collector)
      await hand.remove(device)
    }
    // Its end of the socket pair is closed when the last reference to it is gone: the far end sees the end of the file.
    #expect(try far.waitReadable(milliseconds: 10_000))
    #expect(try far.read(upTo: 1).isEmpty)
    await hand.stop(collector)
  }

  @Test("a descriptor that cannot be waited for is refused, and the device is not attached")
  func refusal() async throws {
    let collector = await hand.makeCollector()
    let file = try OwnedDescriptor.open("/dev/null", flags: 0)
    // A regular file cannot be waited for (epoll_ctl(2): EPERM); neither can a folder.
    let folder = try OwnedDescriptor.open("/", flags: 0)
    _ = file.raw
    await #expect(throws: Errno.notPermitted) { try await hand.addDevice(folder.duplicate(), to: collector) }
    await hand.stop(collector)
  }
}
