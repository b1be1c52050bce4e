import Buffers
import Dataplane
import Simulation
import Testing

@Suite("The digest of a run")
struct RunDigestTests {
  /// The digest of ten milliseconds of beacons.
  private func digest(seed: UInt64, jitter: UInt64) throws -> String {
    let simulator = Simulator(seed: seed)
    let (source, _) = network(simulator, jitter: jitter)
    let digest = RunDigest()
    simulator.dispatcher.observer = digest
    digest.tapAll(of: simulator.dispatcher)
    try simulator.run {
      await source.start()
      try await simulator.sleep(for: .milliseconds(10))
    }
    #expect(digest.events > 20)
    return digest.text
  }

  @Test("the same seed gives the same digest, another seed another")
  func seeds() throws {
    #expect(try digest(seed: 1, jitter: 100_000) == digest(seed: 1, jitter: 100_000))
    #expect(try digest(seed: 1, jitter: 100_000) != digest(seed: 2, jitter: 100_000))
    #expect(try digest(seed: 1, jitter: 0) == digest(seed: 2, jitter: 0))
  }

  @Test("the digest of a run is the same on every machine and in every build")
  func golden() throws {
    let text = try digest(seed: 1, jitter: 100_000)
    #expect(text == "30a02d179ea9b2295261173d416ad3a1")
    // These two were computed by a program in another language, from the description in the documentation.
    #expect(RunDigest().text == "b488dd3fe69699dafa372dc1aa767f24")
    #expect(Happening().digest() == "a90bec5c4cf6fa78411f7ff8a8a372c2")
  }

  /// Everything that an event is made of.
  private struct Happening {
    var octets: [UInt8] = Array(0..<64)
    var offload = OffloadMetadata()
    var element = "r1"
    var event = PacketEvent.emitted(port: 1)
    var time: UInt64 = 5
    var traceID: UInt16 = 0

    func digest(also: PacketEvent? = nil) -> String {
      let dispatcher = Simulator(seed: 1).dispatcher
      let context = dispatcher.makeContext(name: element, ports: ["a", "b", "c"])
      let digest = RunDigest()
      guard var packet = dispatcher.pool.packet(octets) else { return "no buffer" }
      packet.offload = offload
      packet.traceID = traceID
      digest.observe(packet, event, at: context, now: Instant(nanoseconds: time))
      if let also { digest.observe(packet, also, at: context, now: Instant(nanoseconds: time)) }
      return digest.text
    }
  }

  @Test("the digest feels every field")
  func sensitive() {
    var all = [Happening()]
    func add(_ change: (inout Happening) -> Void) {
      var one = Happening()
      change(&one)
      all.append(one)
    }
    for length in 0..<64 { add { $0.octets.removeLast(64 - length) } }
    for index in 0..<64 { add { $0.octets[index] ^= 0x80 } }
    for length in [65, 71, 72, 73, 80, 1500] { add { $0.octets += [UInt8](repeating: 0, count: length - 64) } }
    add { $0.time = 6 }
    add { $0.element = "r2" }
    add { $0.element = "" }
    add { $0.event = .emitted(port: 2) }
    add { $0.event = .received(port: 1) }
    for reason in DropReason.allCases { add { $0.event = .dropped(reason, port: 1) } }
    add { $0.offload.segmentation = .tcp4 }
    add { $0.offload.segmentation = .tcp6 }
    add { $0.offload.segmentation = .udp }
    add { $0.offload.needsChecksum = true }
    add { $0.offload.checksumIsValid = true }
    add { $0.offload.hasECN = true }
    add { $0.offload.segmentSize = 1 }
    add { $0.offload.checksumOffset = 1 }
    add { $0.offload.checksumStart = 1 }
    let digests = all.map { $0.digest() }
    #expect(Set(digests).count == all.count)
    #expect(digests.allSatisfy { $0.count == 32 })
  }

  @Test("a trace does not change the digest")
  func traces() {
    let plain = Happening().digest()
    var traced = Happening()
    traced.traceID = 9
    #expect(traced.digest() == plain)
    #expect(traced.digest(also: .noted("rule 7")) == plain)
    #expect(traced.digest(also: .delivered(port: 1)) == plain)
    #expect(traced.digest(also: .received(port: 1)) != plain)
  }

  @Test("ports are tapped once, those of newcomers too, and can be let go")
  func taps() {
    let dispatcher = Simulator(seed: 1).dispatcher
    let first = Beacon(context: dispatcher.makeContext(name: "first", ports: ["a", "b"]), period: .seconds(1))
    dispatcher.attach(first)
    let digest = RunDigest()
    digest.tapAll(of: dispatcher)
    let second = Beacon(context: dispatcher.makeContext(name: "second", ports: ["a"]), period: .seconds(1))
    dispatcher.attach(second)
    digest.tapAll(of: dispatcher)
    #expect(first.context.isTapped(0) && first.context.isTapped(1) && second.context.isTapped(0))
    digest.untapAll()
    #expect(!first.context.isTapped(0) && !first.context.isTapped(1) && !second.context.isTapped(0))
  }
}
