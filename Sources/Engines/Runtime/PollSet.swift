import Dataplane
import Linux

/// The devices of one worker: those with traffic are polled in turn, the others are waited for.
///
/// What is waited for is a change, not a state (epoll(7), edge-triggered): a device is left only after a poll that found
/// it empty, so whatever comes later is a change; and one that is broken for good, such as a TAP device whose interface
/// a program deleted, is reported once and does not keep the worker awake.
struct PollSet: ~Copyable {
  /// Packets taken from one device before the next has its turn.
  static let budget = 64
  /// How long a device is polled after its last packet before it is only waited for.
  static let patience = Nanoseconds.microseconds(50)
  /// Token of the worker's bell.
  static let bellToken = UInt64.max

  private struct Entry {
    let descriptor: Int32
    let context: ElementContext
    let poll: (Int) -> Int
    var isActive: Bool
    var lastPacket: Instant
  }

  private let events: EventPoll
  private var ready = EventBuffer(capacity: 64)
  private var entries: [Entry?] = []
  private var active: [Int] = []

  init(bell: borrowing EventCounter) throws {
    let events = try EventPoll()
    try events.add(bell.descriptor, .readable, token: PollSet.bellToken)
    self.events = events
  }

  mutating func add(_ device: some DeviceElement) throws {
    let index = entries.firstIndex { $0 == nil } ?? entries.count
    try events.add(device.pollDescriptor, [.readable, .edgeTriggered], token: UInt64(index))
    if index == entries.count { entries.append(nil) }
    entries[index] = Entry(
      descriptor: device.pollDescriptor, context: device.context,
      poll: { budget in device.assumeIsolated { $0.poll(budget: budget) } }, isActive: false, lastPacket: .zero)
  }

  mutating func remove(_ device: some DeviceElement) {
    guard let index = entries.firstIndex(where: { $0?.context === device.context }), let entry = entries[index] else {
      return
    }
    try? events.remove(entry.descriptor)
    entries[index] = nil
    active.removeAll { $0 == index }
  }

  /// Takes packets from every active device, and calls `runLab` after each that had some: to hand them over, and to fire
  /// the timers that have become due meanwhile, so that they are not as late as all devices together take. Answers how
  /// many packets came.
  mutating func poll(_ dispatcher: Dispatcher, runLab: () -> Void = {}) -> Int {
    var taken = 0
    var someIdle = false
    for index in active {
      guard let entry = entries[index] else { continue }
      let count = entry.poll(PollSet.budget)
      if count > 0 {
        taken += count
        entries[index]?.lastPacket = dispatcher.now
        runLab()
      } else if dispatcher.now - entry.lastPacket > PollSet.patience {
        entries[index]?.isActive = false
        someIdle = true
      }
    }
    if someIdle { active.removeAll { entries[$0]?.isActive != true } }
    return taken
  }

  /// True while some device is polled.
  var isPolling: Bool { !active.isEmpty }

  /// Waits at most `nanoseconds` (`nil`: for ever) for a device with packets or the bell, and makes those devices
  /// active. True where the bell rang.
  mutating func wait(nanoseconds: Int64?) -> Bool {
    guard let count = try? events.wait(into: &ready, nanoseconds: nanoseconds) else { return false }
    var bellRang = false
    let now = Worker.clock()
    for index in 0..<count {
      let token = ready[index].token
      if token == PollSet.bellToken {
        bellRang = true
      } else if let index = Int(exactly: token), index < entries.count, entries[index]?.isActive == false {
        entries[index]?.isActive = true
        entries[index]?.lastPacket = now
        active.append(index)
      }
    }
    return bellRang
  }
}
