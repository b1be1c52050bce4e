import Dataplane
import Hosts
import Links
import Simulation
import Switching
import Wire

/// Builds a lab of switches, each with hosts on links, and prints how long that took and what memory it uses.
func measureLab(elements: Int) throws {
  let start = processorTime()
  let before = residentMemory()
  let simulator = Simulator(seed: 1)
  var net = Net(simulator)
  var kept: [any Element] = []
  // Groups of 100: a switch, 49 hosts and their links, and the link to the next switch.
  var last: (any Element)?
  let conditions = LinkConditions(delay: .milliseconds(1), rate: .megabits(100))
  var group = 0
  while kept.count < elements {
    let middle = net.middle(.learningSwitch, "sw\(group)", ports: 52)
    if let last { kept.append(net.link((last, 50), (middle, 51), conditions)) }
    kept.append(middle)
    last = middle
    for index in 0..<49 where kept.count < elements {
      let host = try net.host("h\(group)-\(index)", "10.\(group >> 8).\(group & 255).\(index + 1)/8")
      kept.append(host)
      kept.append(net.link((host, 0), (middle, index), conditions))
    }
    group += 1
  }
  let built = processorTime() - start
  let hosts = kept.compactMap { $0 as? Host }
  let sent = try simulator.run { [first = hosts[0], target = hosts[hosts.count - 1]] in
    var probe = PingProbe(await target.interfaces()[0].addresses[0].address)
    probe.count = 3
    return await first.run(.ping(probe))
  }
  guard case .ping(let outcome) = sent else { return }
  print(
    "elements \(kept.count) seconds \(built) megabytes \((residentMemory() - before) >> 20)",
    "pings answered from end to end \(outcome.received)")
  withExtendedLifetime(kept) {}
}

/// Everybody pings everybody through one switch, all at once from one host after the other.
func measurePings(hosts count: Int) throws {
  let simulator = Simulator(seed: 1)
  var net = Net(simulator)
  let middle = net.middle(.learningSwitch, "sw", ports: count)
  var hosts: [(host: Host, address: IPAddress)] = []
  for index in 0..<count {
    let address = "10.0.\(index / 250).\(index % 250 + 1)"
    let host = try net.host("h\(index + 1)", address + "/16")
    net.join((host, 0), (middle, index))
    hosts.append((host, IPAddress(address)!))
  }
  let start = processorTime()
  let answered = try simulator.run { [hosts] in
    var answered = 0
    for (host, own) in hosts {
      answered += await withTaskGroup(of: Int.self) { group in
        for (_, address) in hosts where address != own {
          group.addTask {
            guard case .ping(let outcome) = await host.run(.ping(PingProbe(address))) else { return 0 }
            return outcome.received
          }
        }
        return await group.reduce(0, +)
      }
    }
    return answered
  }
  let time = simulator.now - Simulator.origin
  print(
    "pingall hosts \(count) answered \(answered) of \(count * (count - 1)) seconds \(processorTime() - start)",
    "virtual nanoseconds \(time.count)")
  withExtendedLifetime(middle) {}
}
