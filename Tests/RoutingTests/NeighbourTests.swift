import Dataplane
import Routing
import SeededRandom
import Testing
import Wire

/// Every state meets every event; what the table of RFC 4861, appendix C says of it is written out below.
@Suite("Neighbour state machine")
struct NeighbourTests {
  static let timing = NeighbourTiming()
  static let start = Instant(nanoseconds: 1_000_000_000)
  static let old = MACAddress(bits: 0x02_0000_0000_0a)
  static let new = MACAddress(bits: 0x02_0000_0000_0b)
  static let reachable = Nanoseconds.seconds(30)

  enum Place: CaseIterable { case incomplete, reachable, stale, delay, probe }

  enum Event: CaseIterable {
    case use, expired, heardSame, heardOther
    case solicitedSame, solicitedOther, solicitedOtherNoOverride, solicitedWithoutAddress
    case unsolicitedSame, unsolicitedOther, unsolicitedOtherNoOverride
  }

  /// A neighbour in a state, reached through events alone, and the time at which it is there.
  static func neighbour(in place: Place) -> (Neighbour, Instant) {
    var now = start
    if place == .incomplete { return (Neighbour(soughtAt: now, timing), now) }
    var neighbour = Neighbour(heardFrom: old, at: now, timing)
    switch place {
    case .incomplete, .stale: break
    case .reachable:
      _ = neighbour.advertised(old, solicited: true, override: true, at: now, reachable: reachable, timing)
    case .delay: _ = neighbour.use(at: now, timing)
    case .probe:
      _ = neighbour.use(at: now, timing)
      now = now + timing.delay
      _ = neighbour.expired(at: now, timing)
    }
    return (neighbour, now)
  }

  /// What a state machine answered and became.
  struct Step: Equatable {
    var state: Neighbour.State
    var mac: MACAddress
    var directive: Neighbour.Directive
  }

  static func apply(_ event: Event, to place: Place) -> Step {
    var (neighbour, now) = neighbour(in: place)
    func advertise(_ mac: MACAddress?, _ solicited: Bool, _ override: Bool) -> Neighbour.Directive {
      neighbour.advertised(
        mac, solicited: solicited, override: override, at: now, reachable: reachable, timing)
    }
    let directive: Neighbour.Directive =
      switch event {
      case .use: neighbour.use(at: now, timing).map { .release($0) } ?? .none
      case .expired: neighbour.expired(at: neighbour.deadline, timing)
      case .heardSame: neighbour.heard(old, at: now, timing)
      case .heardOther: neighbour.heard(new, at: now, timing)
      case .solicitedSame: advertise(old, true, true)
      case .solicitedOther: advertise(new, true, true)
      case .solicitedOtherNoOverride: advertise(new, true, false)
      case .solicitedWithoutAddress: advertise(nil, true, true)
      case .unsolicitedSame: advertise(old, false, true)
      case .unsolicitedOther: advertise(new, false, true)
      case .unsolicitedOtherNoOverride: advertise(new, false, false)
      }
    return Step(state: neighbour.state, mac: neighbour.mac, directive: directive)
  }

  static func expected(_ event: Event, in place: Place) -> Step {
    let (before, _) = neighbour(in: place)
    func step(_ state: Neighbour.State, _ mac: MACAddress, _ directive: Neighbour.Directive = .none) -> Step {
      Step(state: state, mac: mac, directive: directive)
    }
    let unchanged = step(before.state, old)
    return switch (place, event) {
    case (.incomplete, .use): step(.incomplete(asked: 1), .zero)
    case (.incomplete, .expired): step(.incomplete(asked: 2), .zero, .solicitAll)
    case (.incomplete, .heardSame): step(.stale, old, .release(old))
    case (.incomplete, .heardOther): step(.stale, new, .release(new))
    case (.incomplete, .solicitedSame): step(.reachable, old, .release(old))
    case (.incomplete, .solicitedOther), (.incomplete, .solicitedOtherNoOverride):
      step(.reachable, new, .release(new))
    case (.incomplete, .solicitedWithoutAddress): step(.incomplete(asked: 1), .zero)
    case (.incomplete, .unsolicitedSame): step(.stale, old, .release(old))
    case (.incomplete, .unsolicitedOther), (.incomplete, .unsolicitedOtherNoOverride):
      step(.stale, new, .release(new))

    case (.reachable, .use), (.delay, .use), (.probe, .use): step(before.state, old, .release(old))
    case (.stale, .use): step(.delay, old, .release(old))
    case (.reachable, .expired): step(.stale, old)
    case (.stale, .expired): step(.stale, old, .forget)
    case (.delay, .expired): step(.probe(asked: 1), old, .solicit(old))
    case (.probe, .expired): step(.probe(asked: 2), old, .solicit(old))

    case (_, .heardSame): unchanged
    case (_, .heardOther): step(.stale, new)
    case (_, .solicitedSame), (_, .solicitedWithoutAddress): step(.reachable, old)
    case (_, .solicitedOther): step(.reachable, new)
    case (.reachable, .solicitedOtherNoOverride), (.reachable, .unsolicitedOtherNoOverride): step(.stale, old)
    case (_, .solicitedOtherNoOverride), (_, .unsolicitedOtherNoOverride): unchanged
    case (_, .unsolicitedSame): unchanged
    case (_, .unsolicitedOther): step(.stale, new)
    }
  }

  @Test("each state meets each event as RFC 4861, 7.2.5, 7.3.3 and appendix C say", arguments: Place.allCases)
  func table(_ place: Place) {
    for event in Event.allCases {
      #expect(Self.apply(event, to: place) == Self.expected(event, in: place), "\(place) \(event)")
    }
  }

  @Test("a neighbour that never answers is asked three times, a second apart, and given up (RFC 4861, 7.2.2)")
  func resolutionFails() {
    var neighbour = Neighbour(soughtAt: Self.start, Self.timing)
    var asked = 1
    var now = Self.start
    while true {
      #expect(neighbour.deadline == now + .seconds(1))
      now = neighbour.deadline
      let directive = neighbour.expired(at: now, Self.timing)
      if directive == .fail { break }
      #expect(directive == .solicitAll)
      asked += 1
    }
    #expect(asked == 3)
    #expect(now == Self.start + .seconds(3))
  }

  @Test("an unused stale neighbour is not probed; a used one is, after five seconds, three times (RFC 4861, 7.3.3)")
  func probing() {
    var neighbour = Neighbour(heardFrom: Self.old, at: Self.start, Self.timing)
    #expect(neighbour.deadline == Self.start + Self.timing.forgetting)
    #expect(neighbour.use(at: Self.start, Self.timing) == Self.old)
    #expect(neighbour.deadline == Self.start + .seconds(5))
    var directives: [Neighbour.Directive] = []
    for _ in 0..<4 { directives.append(neighbour.expired(at: neighbour.deadline, Self.timing)) }
    #expect(directives == [.solicit(Self.old), .solicit(Self.old), .solicit(Self.old), .fail])
  }

  @Test("a reachable neighbour that is used after its time is doubted, though no timer has fired")
  func lateUse() {
    var (neighbour, now) = Self.neighbour(in: .reachable)
    now = now + Self.reachable
    #expect(neighbour.use(at: now, Self.timing) == Self.old)
    #expect(neighbour.state == .delay)
  }

  @Test("the reachable time is from half to one and a half of its base (RFC 4861, 6.3.2)")
  func jitter() {
    let timing = NeighbourTiming()
    var random = SplitMix64(seed: 4, for: #function)
    for _ in 0..<1000 {
      let time = timing.reachable(random: random.next())
      #expect(time >= .seconds(15) && time < .seconds(45))
    }
  }
}
