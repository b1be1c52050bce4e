import Dataplane
import Hosts
import Links
import Simulation
import Synchronization
import Wire

/// UDP echoes through the networks that `ns3.cc` has too.
enum Echoes {
  private static let routers = 6
  private static let stations = 16
  static let port: UInt16 = 7
  static let clientPort: UInt16 = 49_153

  /// client - r1 - … - r6 - server, each link with 1 Gbit/s and 1 ms.
  static func row(roundTrips: Int, isDigested: Bool) throws {
    let simulator = Simulator(seed: 1)
    var net = Net(simulator)
    let replies = Replies()
    let conditions = LinkConditions(delay: .milliseconds(1), rate: .gigabits(1))
    let client = try net.host("client", "10.0.0.1/24", gateway: "10.0.0.2", listeners: [replies.listener])
    var kept: [any Element] = [client]
    for number in 1...routers {
      var routes: [(to: String, via: String)] = []
      for net in 0...routers where net < number - 1 { routes.append(("10.0.\(net).0/24", "10.0.\(number - 1).1")) }
      for net in 0...routers where net > number { routes.append(("10.0.\(net).0/24", "10.0.\(number).2")) }
      let router = try net.router("r\(number)", ["10.0.\(number - 1).2/24", "10.0.\(number).1/24"], routes: routes)
      kept.append(net.link((kept[kept.count - 1], number == 1 ? 0 : 1), (router, 0), conditions))
      kept.append(router)
    }
    let server = try net.host(
      "server", "10.0.\(routers).2/24", gateway: "10.0.\(routers).1", listeners: [.udp(port) { $0 }])
    kept.append(net.link((kept[kept.count - 1], 1), (server, 0), conditions))
    let pacer = net.pacer(from: client, to: "10.0.\(routers).2", every: .microseconds(100))
    let digest = isDigested ? makeDigest(simulator) : nil
    let start = processorTime()
    try simulator.run {
      await pacer.start(roundTrips, after: .microseconds(100))
      try await simulator.sleep(for: .microseconds(UInt64(100 * roundTrips) + 1_000_000))
    }
    report("row", replies, hopsEach: 2 * (routers + 1), since: start, digest)
    withExtendedLifetime(kept) {}
  }

  /// Sixteen stations on a bus, or around a hub or a switch; the first half are clients, each of one in the second half.
  static func stations(roundTrips: Int, around middle: Net.Middle, isDigested: Bool) throws {
    let simulator = Simulator(seed: 1)
    var net = Net(simulator)
    let replies = Replies()
    // One cable, 6.56 µs long; with a hub in its middle the way is half as long from a station to there.
    let cable = LinkConditions(delay: Nanoseconds(middle == .hub ? 3_280 : 6_560), rate: .gigabits(1))
    let centre = net.middle(middle, "centre", ports: stations, cable)
    var hosts: [Host] = []
    var kept: [any Element] = [centre]
    for index in 0..<stations {
      let host = try net.host(
        "h\(index + 1)", "10.0.0.\(index + 1)/24", listeners: [replies.listener, .udp(port) { $0 }])
      hosts.append(host)
      if middle == .bus {
        net.join((host, 0), (centre, index))
      } else {
        kept.append(net.link((host, 0), (centre, index), cable))
      }
    }
    let pairs = stations / 2
    let pacers = (0..<pairs).map { index in
      net.pacer(from: hosts[index], to: "10.0.0.\(index + pairs + 1)", every: .microseconds(200))
    }
    let digest = isDigested ? makeDigest(simulator) : nil
    let start = processorTime()
    try simulator.run {
      for (index, pacer) in pacers.enumerated() {
        await pacer.start(roundTrips / pairs, after: .microseconds(UInt64(25 * index)))
      }
      try await simulator.sleep(for: .microseconds(UInt64(200 * roundTrips / pairs) + 1_000_000))
    }
    switch middle {
    case .bus: report("bus", replies, hopsEach: 2 * (stations - 1), since: start, digest)
    case .hub: report("hub", replies, hopsEach: 2 * (stations - 1), since: start, digest)
    case .learningSwitch: report("star", replies, hopsEach: 4, since: start, digest)
    }
    withExtendedLifetime((kept, hosts)) {}
  }

  /// A digest of all that will happen at the ports there are.
  private static func makeDigest(_ simulator: Simulator) -> RunDigest {
    let digest = RunDigest()
    simulator.dispatcher.observer = digest
    digest.tapAll(of: simulator.dispatcher)
    return digest
  }

  private static func report(
    _ name: String, _ replies: Replies, hopsEach: Int, since start: Double, _ digest: RunDigest?
  ) {
    print("\(name) replies \(replies.count) hops \(replies.count * hopsEach) seconds \(processorTime() - start)")
    if let digest { print("digest \(digest) events \(digest.events)") }
  }

  /// Answers that came back.
  private final class Replies: Sendable {
    private let storage = Atomic<Int>(0)
    var count: Int { storage.load(ordering: .relaxed) }

    /// Takes answers, and does not answer them.
    var listener: Listener {
      .udp(clientPort) { [self] _ in
        storage.add(1, ordering: .relaxed)
        return nil
      }
    }
  }
}
