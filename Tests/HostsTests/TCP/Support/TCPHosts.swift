import Dataplane
import Hosts
import Wire

/// Hosts' TCPs by address, and a network that delivers after a fixed time, loses by chance where asked, and has
/// nobody at some addresses.
struct TCPHosts {
  var hosts: [TCPEndpoints]
  var now = Instant.zero
  var delay = Nanoseconds.milliseconds(5)
  /// Of a thousand.
  var loss = 0
  /// Everything that was sent.
  var log: [TCPTransmission] = []
  var logs = false
  private var random = RandomSource(seed: 99)
  private var wire: [(time: Instant, transmission: TCPTransmission)] = []
  private var start = 0

  init(_ count: Int, settings: TCPSettings = TCPSettings()) {
    hosts = (0..<count).map { TCPEndpoints(seed: UInt64(1_000 + $0), settings: settings) }
  }

  static func address(_ host: Int) -> IPAddress { .v4(IPv4Address(bits: 0x0a00_0001 + UInt32(host))) }

  mutating func start(_ probe: TCPProbe, id: UInt64, from host: Int) {
    hosts[host].start(probe, id: id, from: TCPHosts.address(host), mtu: 1_500, at: now)
    collect(host)
  }

  mutating func collect(_ host: Int) {
    for transmission in hosts[host].takeTransmissions() {
      if logs { log.append(transmission) }
      if loss > 0, random.next() % 1_000 < UInt64(loss) { continue }
      wire.append((now + delay, transmission))
    }
  }

  /// Lets everything happen up to `limit`.
  mutating func run(until limit: Nanoseconds) {
    while true {
      var next = start < wire.count ? wire[start].time : .distantFuture
      for host in hosts.indices { next = min(next, hosts[host].nextDeadline ?? .distantFuture) }
      guard next <= .zero + limit else { break }
      now = max(now, next)
      while start < wire.count, wire[start].time <= now {
        let transmission = wire[start].transmission
        start += 1
        deliver(transmission)
      }
      if start > 1_000 {
        wire.removeSubrange(..<start)
        start = 0
      }
      for host in hosts.indices {
        guard let deadline = hosts[host].nextDeadline, deadline <= now else { continue }
        hosts[host].advance(to: now)
        collect(host)
      }
    }
    now = max(now, .zero + limit)
  }

  private mutating func deliver(_ transmission: TCPTransmission) {
    guard let host = hosts.indices.first(where: { TCPHosts.address($0) == transmission.destination }) else { return }
    hosts[host].receive(
      transmission.segment, from: transmission.source, to: transmission.destination, mtu: 1_500, at: now)
    collect(host)
  }

  /// The outcome of one probe from host 0 to port `port` of host 1.
  mutating func outcome(_ port: UInt16, host: Int = 1, _ change: (inout TCPProbe) -> Void = { _ in }) -> TCPOutcome? {
    var probe = TCPProbe(TCPHosts.address(host), port: port)
    change(&probe)
    start(probe, id: 1, from: 0)
    run(until: Nanoseconds((now - .zero).count).adding(probe.timeout))
    return hosts[0].takeOutcomes().first?.outcome
  }
}

extension Nanoseconds {
  fileprivate func adding(_ duration: Duration) -> Nanoseconds { Nanoseconds(count + Nanoseconds(duration).count) }
}
