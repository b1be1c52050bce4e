import Hosts
import Routing
import Testing
import Wire

@Suite("Ping between embedded hosts")
struct PingTests {
  @Test("IPv4 and IPv6 hosts on a switch answer ping", arguments: ["10.1.0.2", "2001:db8::2"])
  func answers(_ destination: String) throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8::1/64")
    let b = try net.host("b", "10.1.0.2/24", "2001:db8::2/64")
    net.connect(a, b)
    let outcome = try net.ping(a, destination) { $0.count = 3 }
    #expect(outcome.sent == 3 && outcome.received == 3 && outcome.duplicates == 0 && outcome.rejections.isEmpty)
    #expect(outcome.roundTrips == [.zero, .zero, .zero])
    #expect(
      try net.simulator.run { await b.neighbours().map(\.address) } == [
        IPAddress(destination.contains(":") ? "2001:db8::1" : "10.1.0.1")!
      ])
  }

  @Test(
    "a host answers itself, at its own and at loopback addresses",
    arguments: ["10.1.0.1", "127.0.0.1", "::1", "2001:db8::1"])
  func itself(_ destination: String) throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8::1/64")
    let b = try net.host("b", "10.1.0.2/24")
    let tap = net.join(a, b)
    #expect(try net.ping(a, destination).received == 1)
    #expect(tap.frames(from: 0).isEmpty)
  }

  @Test("what is lost is not received, what comes twice is a duplicate")
  func lossAndDuplicates() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24"), b = try net.host("b", "10.1.0.2/24")
    let tap = net.join(a, b)
    _ = try net.ping(a, "10.1.0.2")
    tap.set { port, frame in
      guard port == 0, frame[23] == 1 else { return .pass }
      return frame[41] == 2 ? .lose : frame[41] == 3 ? .double : .pass
    }
    let outcome = try net.ping(a, "10.1.0.2") {
      $0.count = 4
      $0.interval = .milliseconds(10)
      $0.timeout = .milliseconds(100)
    }
    #expect(outcome.sent == 4 && outcome.received == 3 && outcome.duplicates == 1)
  }

  @Test(
    "a neighbour that does not answer is given up after three seconds (RFC 4861, 7.2.2)",
    arguments: ["10.1.0.9", "2001:db8::9"])
  func neighbourUnreachable(_ destination: String) throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8::1/64"), b = try net.host("b", "10.1.0.2/24")
    let tap = net.join(a, b)
    let start = net.simulator.now
    let outcome = try net.ping(a, destination) { $0.timeout = .seconds(10) }
    #expect(outcome.received == 0 && outcome.rejections == [Rejection(.neighbourUnreachable)])
    #expect(net.simulator.now.nanoseconds - start.nanoseconds == 3_000_000_000)
    #expect(tap.frames(from: 0).count == 3)
  }

  @Test("without a route nothing is sent")
  func noRoute() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24"), b = try net.host("b", "10.1.0.2/24")
    let tap = net.join(a, b)
    for destination in ["192.0.2.1", "2001:db8::1"] {
      let outcome = try net.ping(a, destination) { $0.count = 5 }
      #expect(outcome.received == 0 && outcome.rejections == [Rejection(.noRoute)])
    }
    #expect(tap.frames(from: 0).isEmpty)
  }

  @Test("a router's errors name the router: no route, host unreachable")
  func routersErrors() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8:1::1/64", gateway: "10.1.0.254 2001:db8:1::fe")
    let r = try net.router("r", [["10.1.0.254/24", "2001:db8:1::fe/64"], ["10.2.0.254/24", "2001:db8:2::fe/64"]])
    let b = try net.host("b", "10.2.0.1/24")
    net.join(a, r)
    net.join(r, 1, b, 0)
    let v4 = IPAddress("10.1.0.254")!, v6 = IPAddress("2001:db8:1::fe")!
    #expect(try net.ping(a, "192.0.2.1").rejections == [Rejection(.networkUnreachable, from: v4)])
    #expect(try net.ping(a, "2001:db8:9::1").rejections == [Rejection(.networkUnreachable, from: v6)])
    let patient: (inout PingProbe) -> Void = { $0.timeout = .seconds(5) }
    #expect(try net.ping(a, "10.2.0.9", change: patient).rejections == [Rejection(.hostUnreachable, from: v4)])
    #expect(try net.ping(a, "2001:db8:2::9", change: patient).rejections == [Rejection(.hostUnreachable, from: v6)])
  }

  @Test("many probes run at once, each with its own answers")
  func atOnce() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24"), b = try net.host("b", "10.1.0.2/24")
    net.connect(a, b)
    let received = try net.simulator.run {
      await withTaskGroup(of: (Int, ProbeOutcome).self) { group in
        for index in 1...50 {
          group.addTask {
            var probe = PingProbe(IPAddress(index % 2 == 0 ? "10.1.0.2" : "10.1.0.3")!)
            probe.count = index
            probe.interval = .milliseconds(1)
            return (index, await a.run(.ping(probe)))
          }
        }
        var received: [Int: Int] = [:]
        for await (index, outcome) in group {
          if case .ping(let outcome) = outcome { received[index] = outcome.received }
        }
        return received
      }
    }
    #expect(received == Dictionary(uniqueKeysWithValues: (1...50).map { ($0, $0 % 2 == 0 ? $0 : 0) }))
  }

  @Test("long pings are sent in fragments and put together again", arguments: ["10.1.0.2", "2001:db8::2"])
  func long(_ destination: String) throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24", "2001:db8::1/64"), b = try net.host("b", "10.1.0.2/24", "2001:db8::2/64")
    let tap = net.join(a, b)
    for length in [1472, 1473, 1453, 4000, 65_507] {
      #expect(try net.ping(a, destination) { $0.payloadLength = length }.received == 1)
    }
    #expect(tap.frames(from: 0).allSatisfy { $0.count <= 1514 } && tap.frames(from: 1).allSatisfy { $0.count <= 1514 })
  }

  @Test("what does not fit and must not be fragmented is not sent (EMSGSIZE)")
  func tooBig() throws {
    let net = TestNet()
    let a = try net.host("a", "10.1.0.1/24"), b = try net.host("b", "10.1.0.2/24")
    net.connect(a, b)
    let outcome = try net.ping(a, "10.1.0.2") {
      $0.payloadLength = 1473
      $0.dontFragment = true
    }
    #expect(outcome.received == 0 && outcome.rejections == [Rejection(.packetTooBig(mtu: 1500))])
  }
}
