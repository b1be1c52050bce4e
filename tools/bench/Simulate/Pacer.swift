import Buffers
import Dataplane
import Hosts
import Wire

/// Makes a host send datagrams at fixed intervals: an application of ns-3, as an element.
actor Pacer: Element {
  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }
  private let client: Host
  private let server: IPAddress
  private let interval: Nanoseconds
  private let payload = [UInt8](repeating: 0, count: 64)
  private var left = 0

  init(context: ElementContext, client: Host, server: IPAddress, interval: Nanoseconds) {
    self.context = context
    self.client = client
    self.server = server
    self.interval = interval
  }

  /// Sends `count` datagrams, the first after `delay`.
  func start(_ count: Int, after delay: Nanoseconds) {
    left = count
    context.setTimer(after: delay, token: 0)
  }

  func receive(_ batch: inout PacketBatch, on port: Int) {}

  func timerFired(_ token: UInt64) {
    guard left > 0 else { return }
    left -= 1
    client.assumeIsolated { _ = $0.send(payload, to: server, port: Echoes.port, from: Echoes.clientPort) }
    context.setTimer(after: interval, token: 0)
  }
}
