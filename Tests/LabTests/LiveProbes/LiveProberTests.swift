import Glibc
import Hosts
import Lab
import Linux
import SystemPackage
import Testing
import Wire

@Suite("Live probes, against the kernel's own stacks")
struct LiveProberTests {
  static let versions: [IPVersion] = [.v4, .v6]

  static func right(_ version: IPVersion) -> IPAddress { version == .v4 ? ip("10.0.2.2") : ip("fd02::2") }
  static func router(_ version: IPVersion) -> IPAddress { version == .v4 ? ip("10.0.1.1") : ip("fd01::1") }
  static func nobody(_ version: IPVersion) -> IPAddress { version == .v4 ? ip("10.0.2.99") : ip("fd02::99") }
  static func neighbour(_ version: IPVersion) -> IPAddress { version == .v4 ? ip("10.0.1.99") : ip("fd01::99") }
  static func ip(_ text: String) -> IPAddress { IPAddress(text)! }

  /// Longer than anything here takes.
  static let patience = Duration.seconds(10)

  func ping(_ path: KernelPath, _ destination: IPAddress, _ change: (inout PingProbe) -> Void = { _ in }) async throws
    -> PingOutcome
  {
    var probe = PingProbe(destination)
    probe.timeout = Self.patience
    change(&probe)
    guard case .ping(let outcome) = try await LiveProber(namespace: path.left).run(.ping(probe)) else {
      throw Errno.ioError
    }
    return outcome
  }

  func tcp(_ path: KernelPath, _ destination: IPAddress, _ port: UInt16, _ change: (inout TCPProbe) -> Void = { _ in })
    async throws -> TCPOutcome
  {
    var probe = TCPProbe(destination, port: port)
    probe.timeout = Self.patience
    change(&probe)
    guard case .tcp(let outcome) = try await LiveProber(namespace: path.left).run(.tcp(probe)) else {
      throw Errno.ioError
    }
    return outcome
  }

  func udp(_ path: KernelPath, _ destination: IPAddress, _ port: UInt16, _ change: (inout UDPProbe) -> Void = { _ in })
    async throws -> UDPOutcome
  {
    var probe = UDPProbe(destination, port: port)
    probe.timeout = Self.patience
    change(&probe)
    guard case .udp(let outcome) = try await LiveProber(namespace: path.left).run(.udp(probe)) else {
      throw Errno.ioError
    }
    return outcome
  }

  @Test("every request of a ping is answered, each with its time", arguments: versions)
  func answered(_ version: IPVersion) async throws {
    let path = try KernelPath()
    let outcome = try await ping(path, Self.right(version)) {
      $0.count = 20
      $0.interval = .milliseconds(1)
    }
    #expect(outcome.sent == 20 && outcome.received == 20 && outcome.duplicates == 0)
    #expect(outcome.rejections.isEmpty)
    #expect(outcome.roundTrips.count == 20)
    #expect(outcome.roundTrips.allSatisfy { $0 > .zero && $0 < Self.patience })
  }

  @Test("more requests than there are sequence numbers are told apart, and two pings at once too")
  func manyRequests() async throws {
    let path = try KernelPath()
    async let first = ping(path, Self.right(.v4)) {
      $0.count = 70_000
      $0.interval = .zero
    }
    async let second = ping(path, Self.right(.v4)) {
      $0.count = 100
      $0.interval = .microseconds(100)
      $0.payloadLength = 0
    }
    let outcomes = try await [first, second]
    #expect(outcomes.map(\.sent) == [70_000, 100])
    #expect(outcomes.map(\.received) == [70_000, 100])
    #expect(outcomes.map(\.duplicates) == [0, 0])
  }

  @Test("the router that finds no neighbour says so, and the host itself where it is the host's", arguments: versions)
  func noNeighbour(_ version: IPVersion) async throws {
    let path = try KernelPath()
    let far = try await ping(path, Self.nobody(version)) { $0.count = 2 }
    #expect(far.sent == 2 && far.received == 0)
    #expect(far.rejections == [Rejection(.hostUnreachable, from: Self.router(version))])
    let near = try await ping(path, Self.neighbour(version))
    #expect(near.rejections == [Rejection(.neighbourUnreachable)])
    let connection = try await tcp(path, Self.neighbour(version), 80)
    #expect(connection.opening == .rejected(Rejection(.neighbourUnreachable)))
    #expect(try await udp(path, Self.neighbour(version), 80) == .rejected(Rejection(.neighbourUnreachable)))
  }

  @Test("without a route the host itself says so", arguments: versions)
  func noRoute(_ version: IPVersion) async throws {
    let path = try KernelPath()
    try path.run("ip route del default; ip -6 route del default", in: path.left)
    let rejection = Rejection(.noRoute)
    #expect(try await ping(path, Self.right(version)).rejections == [rejection])
    #expect(try await tcp(path, Self.right(version), 80).opening == .rejected(rejection))
    #expect(try await udp(path, Self.right(version), 80) == .rejected(rejection))
  }

  @Test("a router that has no route says so", arguments: versions)
  func routerWithoutRoute(_ version: IPVersion) async throws {
    let path = try KernelPath()
    let destination = version == .v4 ? Self.ip("192.0.2.1") : Self.ip("2001:db8::1")
    let rejection = Rejection(.networkUnreachable, from: Self.router(version))
    #expect(try await ping(path, destination).rejections == [rejection])
    #expect(try await tcp(path, destination, 80).opening == .rejected(rejection))
    #expect(try await udp(path, destination, 80) == .rejected(rejection))
  }

  @Test("a packet that must stay whole is turned away where it does not fit, each time anew", arguments: versions)
  func tooBig(_ version: IPVersion) async throws {
    let path = try KernelPath(mtu: 1300)
    for _ in 0..<2 {
      let outcome = try await ping(path, Self.right(version)) {
        $0.payloadLength = 1400
        $0.dontFragment = true
      }
      #expect(outcome.received == 0)
      #expect(outcome.rejections == [Rejection(.packetTooBig(mtu: 1300), from: Self.router(version))])
    }
    let own = try await ping(path, Self.right(version)) {
      $0.payloadLength = 1500
      $0.dontFragment = true
    }
    #expect(own.rejections == [Rejection(.packetTooBig(mtu: 1500))])
  }

  @Test("a firewall's answers are told apart from a peer's")
  func firewall() async throws {
    let path = try KernelPath()
    try path.run(
      """
      nft -f - <<END
      table inet f {
        chain forward {
          type filter hook forward priority 0
          tcp dport 1 reject with tcp reset
          tcp dport 2 reject with icmpx admin-prohibited
          tcp dport 3 reject with icmpx port-unreachable
          udp dport 4 reject with icmpx admin-prohibited
          tcp dport 5 drop
          icmp type echo-request reject with icmp host-prohibited
        }
      }
      END
      """, in: path.router)
    for version in Self.versions {
      let (right, router) = (Self.right(version), Self.router(version))
      #expect(try await tcp(path, right, 1).opening == .refused)
      #expect(try await tcp(path, right, 2).opening == .rejected(Rejection(.administrativelyProhibited, from: router)))
      #expect(try await tcp(path, right, 3).opening == .rejected(Rejection(.portUnreachable, from: router)))
      #expect(try await udp(path, right, 4) == .rejected(Rejection(.administrativelyProhibited, from: router)))
      #expect(try await tcp(path, right, 5) { $0.timeout = .milliseconds(50) }.opening == .timedOut)
      #expect(try await tcp(path, right, 6).opening == .refused)
    }
    #expect(
      try await ping(path, Self.right(.v4)).rejections == [
        Rejection(.administrativelyProhibited, from: Self.router(.v4))
      ])
  }

  @Test("a connection is complete when it has what it wants", arguments: versions)
  func connections(_ version: IPVersion) async throws {
    let path = try KernelPath()
    let servers = [
      try PortServer(SOCK_STREAM, port: 7, .echo, in: path.right),
      try PortServer(SOCK_STREAM, port: 13, .greet("noon\n"), in: path.right),
      try PortServer(SOCK_STREAM, port: 9, .sink, in: path.right),
    ]
    defer { withExtendedLifetime(servers) {} }
    let right = Self.right(version)

    let opened = try await tcp(path, right, 7)
    guard case .open(let delay) = opened.opening else { throw Errno.ioError }
    #expect(opened.isComplete && delay <= opened.duration)

    let echoed = try await tcp(path, right, 7) {
      $0.payload = Array("hello".utf8)
      $0.end = .octets(5)
    }
    #expect(echoed.isComplete && echoed.received == Array("hello".utf8) && echoed.acknowledgedCount == 5)

    let greeted = try await tcp(path, right, 13) { $0.end = .closed }
    #expect(greeted.isComplete && greeted.received == Array("noon\n".utf8))

    let sent = try await tcp(path, right, 9) {
      $0.payload = [1, 2, 3]
      $0.fillingLength = 3_000_000
      $0.end = .sent
    }
    #expect(sent.isComplete && sent.acknowledgedCount == 3_000_003 && sent.receivedCount == 0)

    let transferred = try await tcp(path, right, 7) {
      $0.fillingLength = 1_000_000
      $0.end = .octets(1_000_000)
    }
    #expect(transferred.isComplete && transferred.receivedCount == 1_000_000)
    #expect(transferred.received.count == TCPOutcome.receivedMax)

    let silent = try await tcp(path, right, 9) {
      $0.payload = [1]
      $0.end = .octets(1)
      $0.timeout = .seconds(1)
    }
    #expect(!silent.isComplete && silent.acknowledgedCount == 1)
    guard case .open = silent.opening else { throw Errno.ioError }
  }

  @Test("a datagram is answered, turned away or neither", arguments: versions)
  func datagrams(_ version: IPVersion) async throws {
    let path = try KernelPath()
    let servers = [
      try PortServer(SOCK_DGRAM, port: 7, .echo, in: path.right),
      try PortServer(SOCK_DGRAM, port: 9, .sink, in: path.right),
    ]
    defer { withExtendedLifetime(servers) {} }
    let right = Self.right(version)
    guard case .answered(let answer, let delay) = try await udp(path, right, 7) else { throw Errno.ioError }
    #expect(answer == Array("weft".utf8) && delay > .zero)
    #expect(try await udp(path, right, 8) == .rejected(Rejection(.portUnreachable, from: right)))
    let silence = try await udp(path, right, 9) {
      $0.attempts = 3
      $0.timeout = .milliseconds(60)
    }
    #expect(silence == .unanswered)
  }

  @Test("the way is found hop by hop, to the destination or to whoever stops it", arguments: versions)
  func traceroute(_ version: IPVersion) async throws {
    let path = try KernelPath()
    let prober = LiveProber(namespace: path.left)
    var probe = TracerouteProbe(Self.right(version))
    probe.timeout = Self.patience
    guard case .traceroute(let way) = try await prober.run(.traceroute(probe)) else { throw Errno.ioError }
    #expect(way.isReached)
    #expect(way.hops.map(\.address) == [Self.router(version), Self.right(version)])
    #expect(way.hops.map(\.distance) == [1, 2])
    #expect(way.hops.map(\.rejection) == [nil, Rejection(.portUnreachable, from: Self.right(version))])

    probe.destination = Self.nobody(version)
    guard case .traceroute(let stopped) = try await prober.run(.traceroute(probe)) else { throw Errno.ioError }
    #expect(!stopped.isReached)
    #expect(stopped.hops.map(\.address) == [Self.router(version), Self.router(version)])
    #expect(stopped.hops.last?.rejection == Rejection(.hostUnreachable, from: Self.router(version)))

    try path.run(
      "nft 'add table inet f; add chain inet f i { type filter hook input priority 0; policy drop; }'", in: path.right)
    probe.destination = Self.right(version)
    probe.hopsMax = 3
    probe.timeout = .milliseconds(30)
    guard case .traceroute(let silent) = try await prober.run(.traceroute(probe)) else { throw Errno.ioError }
    #expect(!silent.isReached)
    #expect(silent.hops.count == 3)
    #expect(silent.hops.last?.address == nil)
  }

  @Test("a probe that is cancelled answers what has come until then")
  func cancelling() async throws {
    let path = try KernelPath()
    let task = Task {
      try await ping(path, Self.right(.v4)) {
        $0.count = 1000
        $0.interval = .seconds(3600)
      }
    }
    task.cancel()
    #expect(try await task.value.sent <= 1)
  }

  @Test("more probes than threads all end")
  func crowd() async throws {
    let path = try KernelPath()
    let server = try PortServer(SOCK_DGRAM, port: 7, .echo, in: path.right)
    defer { withExtendedLifetime(server) {} }
    let prober = LiveProber(namespace: path.left)
    let answered = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<600 {
        group.addTask {
          var probe = PingProbe(Self.right(.v4))
          probe.timeout = Self.patience
          guard case .ping(let outcome) = try await prober.run(.ping(probe)) else { return false }
          return outcome.received == 1
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(answered == 600)
  }
}
