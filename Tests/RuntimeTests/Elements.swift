import Buffers
import Dataplane
import Linux
import Runtime
import SystemPackage

/// A device whose outside is a socket: each octet that comes is a packet of that octet.
actor OctetDevice: DeviceElement {
  nonisolated let context: ElementContext
  nonisolated let pollDescriptor: Int32
  private var socket: OwnedDescriptor?

  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }

  init(context: ElementContext, socket: consuming OwnedDescriptor) {
    self.context = context
    pollDescriptor = socket.raw
    self.socket = consume socket
  }

  func poll(budget: Int) -> Int {
    for taken in 0..<budget {
      guard let octets = try? socket?.read(upTo: 1), !octets.isEmpty,
        let packet = context.packet(copying: octets.span.bytes)
      else { return taken }
      context.emit(packet, to: 0)
    }
    return budget
  }

  func releaseDescriptor() -> Int32? { socket.take()?.release() }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() { context.deliver(packet) }
  }
}

/// Keeps the first octet of every packet, and the tokens of its timers, for whoever waits for them.
actor Collector: Element {
  nonisolated let context: ElementContext
  private var values: [UInt8] = []
  private var waiter: (count: Int, continuation: CheckedContinuation<[UInt8], Never>)?

  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }

  init(context: ElementContext) { self.context = context }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() {
      note(Collector.firstOctet(packet))
      context.deliver(packet)
    }
  }

  private static func firstOctet(_ packet: borrowing Packet) -> UInt8 {
    packet.bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
  }

  func timerFired(_ token: UInt64) { note(UInt8(truncatingIfNeeded: token)) }

  /// Sets a timer for each of these, so many milliseconds ahead.
  func setTimers(_ tokens: [UInt8]) {
    for token in tokens { context.setTimer(after: .milliseconds(UInt64(token)), token: UInt64(token)) }
  }

  /// The first `count` values, once there are so many.
  func first(_ count: Int) async -> [UInt8] {
    if values.count >= count { return Array(values.prefix(count)) }
    return await withCheckedContinuation { waiter = (count, $0) }
  }

  private func note(_ value: UInt8) {
    values.append(value)
    if let (count, continuation) = waiter, values.count >= count {
      waiter = nil
      continuation.resume(returning: Array(values.prefix(count)))
    }
  }
}

/// A test's hand on the worker's thread.
actor Hand {
  nonisolated let worker: Worker
  private(set) var log: [Int] = []

  nonisolated var unownedExecutor: UnownedSerialExecutor { worker.asUnownedSerialExecutor() }

  init(_ worker: Worker) { self.worker = worker }

  func note(_ value: Int) { log.append(value) }

  var lateness: Lateness { worker.lateness }

  /// Notes each number in a task of its own.
  func noteAll(_ numbers: Range<Int>) async -> [Int] {
    let tasks = numbers.map { number in Task { note(number) } }
    for task in tasks { await task.value }
    return log
  }

  func makeCollector(ports: [String] = ["in"]) -> Collector {
    let collector = Collector(context: worker.dispatcher.makeContext(name: "collector", ports: ports))
    worker.dispatcher.attach(collector)
    return collector
  }

  /// Adds a device over `socket`, wired to a port of `collector`.
  func addDevice(_ socket: consuming OwnedDescriptor, to collector: Collector, port: Int = 0) throws -> OctetDevice {
    let context = worker.dispatcher.makeContext(name: "device", ports: ["out"])
    let device = OctetDevice(context: context, socket: socket)
    try worker.add(device)
    worker.dispatcher.connect(PortReference(context, 0), PortReference(collector.context, port))
    return device
  }

  func remove(_ device: OctetDevice) { worker.remove(device) }

  func stop(_ elements: any Element...) {
    for element in elements { worker.dispatcher.detach(element.context) }
    worker.stop()
  }

  func stop(_ collector: Collector, _ devices: [OctetDevice]) {
    for device in devices { worker.remove(device) }
    worker.dispatcher.detach(collector.context)
    worker.stop()
  }
}
