import Dataplane
import Hosts
import Services
import Testing
import Wire

@Suite("TCP of a host")
struct EndpointsTests {
  @Test("a probe opens a connection to a listener, and closes it")
  func open() {
    var lab = TCPHosts(2)
    lab.hosts[1].listen(on: 7) { EchoResponder() }
    let outcome = lab.outcome(7)
    #expect(outcome?.opening == .open(after: .milliseconds(10)))
    #expect(outcome?.isComplete == true && outcome?.duration == .milliseconds(10))
    #expect(lab.hosts[0].connectionCount == 0 && lab.hosts[0].timeWaitCount == 1)
    #expect(lab.hosts[1].connectionCount == 0 && lab.hosts[1].timeWaitCount == 0)
    lab.run(until: .seconds(70))
    #expect(lab.hosts[0].timeWaitCount == 0 && lab.hosts[0].nextDeadline == nil)
  }

  @Test("a port without a listener refuses, a host that is not there does not answer")
  func refused() {
    var lab = TCPHosts(2)
    let outcome = lab.outcome(7)
    #expect(outcome?.opening == .refused && outcome?.isComplete == false)
    #expect(lab.hosts[1].counters.refused == 1)
    #expect(lab.outcome(7, host: 9)?.opening == .timedOut)
    #expect(lab.hosts[0].connectionCount == 0 && lab.hosts[0].nextDeadline == nil)
  }

  @Test("what a probe sends comes back from an echo, all of it, through loss", arguments: [0, 50])
  func echo(loss: Int) {
    var lab = TCPHosts(2)
    lab.loss = loss
    lab.hosts[1].listen(on: 7) { EchoResponder() }
    let outcome = lab.outcome(7) { probe in
      probe.payload = Array("hello".utf8)
      probe.fillingLength = 300_000
      probe.end = .octets(300_005)
      probe.timeout = .seconds(120)
    }
    #expect(outcome?.isComplete == true && outcome?.receivedCount == 300_005)
    #expect(outcome?.received.count == TCPOutcome.receivedMax)
    #expect(outcome?.received.prefix(5) == Array("hello".utf8)[...])
  }

  @Test("a page is fetched over HTTP, until the server closes")
  func page() {
    var lab = TCPHosts(2)
    lab.hosts[1].listen(on: 80) { HTTPResponder(host: "web") }
    let outcome = lab.outcome(80) { probe in
      probe.payload = Array("GET / HTTP/1.0\r\n\r\n".utf8)
      probe.end = .closed
    }
    #expect(outcome?.isComplete == true)
    #expect(outcome.map { String(decoding: $0.received.prefix(9), as: UTF8.self) } == "HTTP/1.1 ")
    lab.run(until: .seconds(100))
    #expect(lab.hosts.allSatisfy { $0.connectionCount == 0 && $0.timeWaitCount == 0 && $0.nextDeadline == nil })
  }

  @Test("a transfer is over when the last octet is acknowledged")
  func sent() {
    var lab = TCPHosts(2)
    lab.hosts[1].listen(on: 9) { Sink() }
    let outcome = lab.outcome(9) { probe in
      probe.fillingLength = 20_000_000
      probe.end = .sent
      probe.timeout = .seconds(60)
    }
    #expect(outcome?.isComplete == true && outcome?.acknowledgedCount == 20_000_000)
    #expect(outcome.map { $0.duration < .seconds(1) } == true, "\(String(describing: outcome?.duration))")
  }

  @Test("a peer that closes before its time ends the probe, which is not complete")
  func tooLittle() {
    var lab = TCPHosts(2)
    lab.hosts[1].listen(on: 9) { Sink(farewell: [1, 2, 3]) }
    let outcome = lab.outcome(9) { probe in
      probe.payload = [0]
      probe.end = .octets(4)
      probe.timeout = .seconds(60)
    }
    #expect(outcome?.isComplete == false && outcome?.received == [1, 2, 3])
    #expect(outcome.map { $0.duration < .seconds(1) } == true)
  }

  @Test("an ICMP error for the first segment is the outcome; the host's own says nobody")
  func rejected() throws {
    var lab = TCPHosts(1)
    lab.logs = true
    let probe = TCPProbe(TCPHosts.address(5), port: 80)
    lab.start(probe, id: 4, from: 0)
    let syn = try #require(lab.log.first)
    let rejection = Rejection(.administrativelyProhibited, from: TCPHosts.address(200))
    lab.hosts[0].receiveError(
      rejection, quoting: (syn.segment.header.sourcePort, 80), sequence: syn.segment.header.sequence, from: syn.source,
      to: syn.destination, at: lab.now)
    #expect(lab.hosts[0].takeOutcomes().map(\.outcome.opening) == [.rejected(rejection)])
    lab.start(probe, id: 5, from: 0)
    lab.hosts[0].rejected(Rejection(.neighbourUnreachable), destination: probe.destination, at: lab.now)
    let outcomes = lab.hosts[0].takeOutcomes()
    #expect(outcomes.map(\.id) == [5])
    #expect(outcomes.map(\.outcome.opening) == [.rejected(Rejection(.neighbourUnreachable))])
  }

  @Test("many connections at once all come to their end, and nothing is left of them")
  func many() {
    var lab = TCPHosts(4)
    for host in 1..<4 { lab.hosts[host].listen(on: 7) { EchoResponder() } }
    for id in 0..<900 {
      var probe = TCPProbe(TCPHosts.address(1 + id % 3), port: 7)
      probe.payload = [UInt8](repeating: UInt8(id % 251), count: 2_000)
      probe.end = .octets(2_000)
      lab.start(probe, id: UInt64(id), from: 0)
    }
    lab.run(until: .seconds(2))
    let outcomes = lab.hosts[0].takeOutcomes()
    #expect(outcomes.count == 900 && Set(outcomes.map(\.id)).count == 900)
    #expect(outcomes.allSatisfy { $0.outcome.isComplete && Set($0.outcome.received).count == 1 })
    #expect(lab.hosts[0].timeWaitCount == 900)
    lab.run(until: .seconds(70))
    #expect(lab.hosts.allSatisfy { $0.connectionCount == 0 && $0.timeWaitCount == 0 && $0.nextDeadline == nil })
  }

  @Test("SYNs without end fill the backlog and no more; what is open already goes on")
  func flood() {
    var host = TCPEndpoints(seed: 1)
    host.listen(on: 80) { EchoResponder() }
    for number in 0..<10_000 {
      let syn = TCPSegment(
        TCPHeader(sourcePort: UInt16(number), destinationPort: 80, sequence: UInt32(number), flags: [.syn]))
      host.receive(syn, from: TCPHosts.address(1 + number), to: TCPHosts.address(0), mtu: 1_500, at: .zero)
    }
    #expect(host.takeTransmissions().count == TCPEndpoints.backlogMax)
    #expect(host.counters.overflowed == 10_000 - TCPEndpoints.backlogMax)
    var now = Instant.zero
    while let deadline = host.nextDeadline {
      now = deadline
      host.advance(to: now)
      _ = host.takeTransmissions()
    }
    #expect(host.connectionCount == 0)
    // A minute of retries: 1 + 2 + … + 32 s.
    #expect(now == .zero + .seconds(63))
    host.receive(
      TCPSegment(TCPHeader(sourcePort: 5, destinationPort: 80, flags: [.syn])), from: TCPHosts.address(7),
      to: TCPHosts.address(0), mtu: 1_500, at: now)
    #expect(host.takeTransmissions().count == 1, "there is room again")
  }

  @Test("a peer may open the same connection again while it is in TIME-WAIT, with a later number (RFC 9293, 3.6.1)")
  func reuse() throws {
    var host = TCPEndpoints(seed: 3)
    host.listen(on: 9) { Sink(farewell: []) }
    let (mine, peer) = (TCPHosts.address(0), TCPHosts.address(1))
    func exchange(_ flags: TCPFlags, _ sequence: UInt32, _ ack: UInt32, _ payload: [UInt8] = []) -> [TCPSegment] {
      let header = TCPHeader(
        sourcePort: 4_000, destinationPort: 9, sequence: sequence, acknowledgement: ack, flags: flags)
      host.receive(TCPSegment(header, payload: payload), from: peer, to: mine, mtu: 1_500, at: .zero)
      return host.takeTransmissions().map(\.segment)
    }
    let opening = exchange([.syn], 100, 0)
    let first = try #require(opening.first).header.sequence
    _ = exchange([.ack], 101, first &+ 1)
    let end = exchange([.ack], 101, first &+ 1, [1])
    #expect(end.last?.header.flags == [.fin, .ack])
    _ = exchange([.fin, .ack], 102, first &+ 2)
    #expect(host.timeWaitCount == 1)
    let old = exchange([.syn], 50, 0)
    #expect(old.map(\.header.flags) == [.ack], "an old duplicate")
    let reopening = exchange([.syn], 200, 0)
    let again = try #require(reopening.first)
    #expect(again.header.flags == [.syn, .ack] && again.header.acknowledgement == 201)
    #expect(Int32(bitPattern: again.header.sequence &- first) > 65_536)
    #expect(host.timeWaitCount == 0 && host.connectionCount == 1)
  }

  @Test("the same seed sends the same segments, another one other ports and numbers")
  func seeds() {
    func segments() -> [TCPTransmission] {
      var lab = TCPHosts(2)
      lab.loss = 100
      lab.logs = true
      lab.hosts[1].listen(on: 7) { EchoResponder() }
      _ = lab.outcome(7) { probe in
        probe.fillingLength = 50_000
        probe.end = .octets(50_000)
        probe.timeout = .seconds(50)
      }
      return lab.log
    }
    let log = segments()
    #expect(log == segments())
    var (one, two) = (TCPEndpoints(seed: 1), TCPEndpoints(seed: 2))
    let probe = TCPProbe(TCPHosts.address(1), port: 1)
    one.start(probe, id: 0, from: TCPHosts.address(0), mtu: 1_500, at: .zero)
    two.start(probe, id: 0, from: TCPHosts.address(0), mtu: 1_500, at: .zero)
    #expect(one.takeTransmissions() != two.takeTransmissions())
  }

  @Test("a host that does nothing costs less than a kilobyte")
  func size() {
    #expect(MemoryLayout<TCPEndpoints>.size < 512)
    #expect(TCPEndpoints(seed: 1).nextDeadline == nil)
  }

  @Test("random segments from anywhere never trap, and leave bounded tables")
  func noise() {
    var random = RandomSource(seed: 77)
    var host = TCPEndpoints(seed: 5)
    for port in UInt16(0)..<4 { host.listen(on: port) { EchoResponder() } }
    var now = Instant.zero
    var most = 0
    for step in 0..<20_000 {
      let header = TCPHeader(
        sourcePort: UInt16(random.next() % 6), destinationPort: UInt16(random.next() % 6),
        sequence: UInt32(random.next() % 8), acknowledgement: UInt32(truncatingIfNeeded: random.next()),
        flags: TCPFlags(rawValue: UInt8(truncatingIfNeeded: random.next() & random.next())),
        window: UInt16(truncatingIfNeeded: random.next()))
      let payload = [UInt8](repeating: 0, count: Int(random.next() % 4))
      let addresses = [TCPHosts.address(1), TCPHosts.address(2), .v4(.broadcast), .v4(.unspecified), .v4(.allSystems)]
      host.receive(
        TCPSegment(header, payload: payload), from: addresses[Int(random.next() % 5)], to: TCPHosts.address(0),
        mtu: Int(truncatingIfNeeded: random.next()), at: now)
      if step % 16 == 0 { now = now + .milliseconds(random.next() % 100) }
      if step % 64 == 0 { host.advance(to: now) }
      most = max(most, host.takeTransmissions().count)
    }
    #expect(most < 100 && host.connectionCount <= 200)
  }
}

/// Takes everything and says nothing but, where it is given one, a farewell.
private struct Sink: StreamResponder {
  var farewell: [UInt8]?
  mutating func receive(_ bytes: [UInt8]) -> StreamReply {
    farewell.map { StreamReply($0, isLast: true) } ?? StreamReply()
  }
}
