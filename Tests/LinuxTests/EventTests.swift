import Linux
import SystemPackage
import Testing

@Suite("events and clocks")
struct EventTests {
  @Test("the monotonic clock never goes back")
  func clock() {
    let first = SystemClock.monotonic()
    #expect(SystemClock.monotonic() >= first)
    #expect(SystemClock.realtime() > 1_600_000_000_000_000_000)
  }

  @Test("a counter sums what was signalled and is empty after draining")
  func counter() throws {
    let counter = try EventCounter()
    #expect(counter.drain() == 0)
    counter.signal()
    counter.signal()
    #expect(counter.drain() == 2)
    #expect(counter.drain() == 0)
  }

  @Test("a poll reports what is ready, by token, and nothing once it is removed")
  func poll() throws {
    var ready = EventBuffer(capacity: 4)
    let poll = try EventPoll()
    let one = try EventCounter()
    let two = try EventCounter()
    try poll.add(one.descriptor, .readable, token: 1)
    try poll.add(two.descriptor, .readable, token: .max)
    #expect(try poll.wait(into: &ready, nanoseconds: 0) == 0)
    two.signal()
    #expect(try poll.wait(into: &ready, nanoseconds: nil) == 1)
    #expect(ready[0] == ReadyEvent(token: .max, events: .readable))
    one.signal()
    #expect(try poll.wait(into: &ready, nanoseconds: 1_000_000) == 2)
    try poll.modify(two.descriptor.raw, [], token: 5)
    try poll.remove(one.descriptor.raw)
    #expect(try poll.wait(into: &ready, nanoseconds: 0) == 0)
    #expect(throws: Errno.noSuchFileOrDirectory) { try poll.remove(one.descriptor.raw) }
    #expect(throws: Errno.fileExists) { try poll.add(two.descriptor, .readable, token: 1) }
  }

  @Test("a closed descriptor leaves its poll by itself")
  func closed() throws {
    var ready = EventBuffer(capacity: 4)
    let poll = try EventPoll()
    do {
      let counter = try EventCounter()
      counter.signal()
      try poll.add(counter.descriptor, .readable, token: 1)
    }
    #expect(try poll.wait(into: &ready, nanoseconds: 0) == 0)
  }

  @Test("a wait of less than a millisecond ends")
  func shortWait() throws {
    var ready = EventBuffer(capacity: 1)
    let before = SystemClock.monotonic()
    #expect(try EventPoll().wait(into: &ready, nanoseconds: 20_000) == 0)
    #expect(SystemClock.monotonic() - before >= 20_000)
  }

  @Test("a timer fires once its moment has come, and not when disarmed")
  func timer() throws {
    let timer = try EventTimer()
    #expect(timer.drain() == false)
    try timer.arm(at: SystemClock.monotonic() - 1)
    #expect(try timer.descriptor.waitReadable() == true)
    #expect(timer.drain() == true)
    try timer.arm(at: SystemClock.monotonic() + 3_600_000_000_000)
    try timer.disarm()
    #expect(try timer.descriptor.waitReadable(milliseconds: 0) == false)
    try timer.arm(at: SystemClock.monotonic() + 100_000)
    #expect(try timer.descriptor.waitReadable() == true)
  }

  @Test("a counter signalled on another thread ends a wait")
  func wakeUp() async throws {
    let counter = Shared(try EventCounter())
    let waiting = Task.detached {
      var ready = EventBuffer(capacity: 1)
      let poll = try EventPoll()
      try poll.add(counter.value.descriptor, .readable, token: 3)
      return try poll.wait(into: &ready, nanoseconds: nil)
    }
    counter.value.signal()
    #expect(try await waiting.value == 1)
  }
}

/// A value without copies, shared between tasks.
final class Shared<Value: ~Copyable & Sendable>: Sendable {
  let value: Value
  init(_ value: consuming Value) { self.value = value }
}
