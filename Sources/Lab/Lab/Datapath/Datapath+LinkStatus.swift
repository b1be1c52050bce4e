import Dataplane
import Links
import Topology

extension Datapath {
  /// How these links are, told from the ends from which they are given.
  func status(of links: [ResolvedLink]) throws -> [LinkStatus] {
    try links.map { try status(of: $0) }
  }

  private func status(of link: ResolvedLink) throws -> LinkStatus {
    guard let cable = cables[link.ends] else { throw LabError(.failed, "there is no link \(link)") }
    let now = cable.link
    var forward = LinkDirectionStatus(from: now.first, to: now.second, now.forward)
    var backward = LinkDirectionStatus(from: now.second, to: now.first, now.backward)
    forward.count(cable.passed.forward)
    backward.count(cable.passed.backward)
    if let element = cable.element {
      forward.count(element.assumeIsolated { $0.statistics(.forward) })
      backward.count(element.assumeIsolated { $0.statistics(.backward) })
    } else {
      let passed = try passedDirectly(now)
      forward.count(passed.forward)
      backward.count(passed.backward)
    }
    let directions = now.first == link.first ? [forward, backward] : [backward, forward]
    let schedule = now.schedule.map { "\($0)" + (cable.problem.map { "; \($0)" } ?? "") }
    return LinkStatus(
      link: link.description, isUp: forward.isUp && backward.isUp, schedule: schedule, directions: directions)
  }

  /// What has passed a plain cable: what its ends have received, while it was all there was between them.
  func passedDirectly(_ link: ResolvedLink) throws -> LinkTraffic {
    func received(at end: Endpoint) throws -> PortCounters {
      let port = try port(end)
      return port.context.counters(port: port.port)
    }
    return LinkTraffic(forward: try received(at: link.second), backward: try received(at: link.first))
  }
}

/// What has passed a link while it was a plain cable.
struct LinkTraffic {
  var forward = PortCounters()
  var backward = PortCounters()
}

extension LinkDirectionStatus {
  /// Adds what the far end has received.
  fileprivate mutating func count(_ counters: PortCounters) {
    packets &+= counters.receivedPackets
    octets &+= counters.receivedBytes
  }

  /// Adds what the link's element has counted.
  fileprivate mutating func count(_ statistics: LinkStatistics) {
    packets &+= statistics.passedPackets
    octets &+= statistics.passedOctets
    lost = statistics.lost
    queueDrops = statistics.queueDrops
    managedDrops = statistics.managedDrops
    flightDrops = statistics.flightDrops
    downDrops = statistics.downDrops
    corrupted = statistics.corrupted
    duplicated = statistics.duplicated
    reordered = statistics.reordered
    queuePackets = statistics.queuePackets
    queueOctets = statistics.queueOctets
    queuePacketsMax = statistics.queuePacketsMax
    queueOctetsMax = statistics.queueOctetsMax
    inFlight = statistics.inFlight
  }
}
