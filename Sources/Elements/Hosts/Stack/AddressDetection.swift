import Dataplane
import Routing
import Wire

/// Duplicate address detection (RFC 4862, 5.4): an address is asked for once, and used when nobody objected for a second.
struct AddressDetection {
  /// How long objections are waited for (RFC 4861, 10: `RETRANS_TIMER`; `DupAddrDetectTransmits` is 1).
  static let patience = Nanoseconds.seconds(1)
  /// The first question is delayed by up to this, so that hosts that come up together do not ask together (RFC 4861, 10:
  /// `MAX_RTR_SOLICITATION_DELAY`).
  static let delayMax = Nanoseconds.seconds(1)

  /// An address that may not be used yet.
  struct Candidate: Sendable, Hashable {
    var address: IPv6Address
    var port: Int
    /// When it was asked for; `nil` until then.
    var askedAt: Instant?
  }

  /// What may not be used yet.
  private(set) var candidates: [Candidate] = []
  /// What somebody else has.
  private(set) var duplicates: [IPv6Address] = []

  /// Begins with these addresses.
  mutating func begin(_ addresses: [(address: IPv6Address, port: Int)]) {
    candidates = addresses.map { Candidate(address: $0.address, port: $0.port) }
  }

  /// Somebody else has the address, or wants it.
  mutating func heardOfDuplicate(_ address: IPv6Address) {
    guard candidates.contains(where: { $0.address == address }) else { return }
    candidates.removeAll { $0.address == address }
    duplicates.append(address)
  }

  /// The candidates that are to be asked for now.
  mutating func ask(at now: Instant) -> [Candidate] {
    let due = candidates.filter { $0.askedAt == nil }
    for index in candidates.indices where candidates[index].askedAt == nil { candidates[index].askedAt = now }
    return due
  }

  /// The candidates that nobody objected to.
  mutating func settle(at now: Instant) -> [Candidate] {
    let isSettled = { (candidate: Candidate) in
      candidate.askedAt.map { $0 + AddressDetection.patience <= now } ?? false
    }
    let settled = candidates.filter(isSettled)
    candidates.removeAll(where: isSettled)
    return settled
  }
}

extension HostStack {
  /// Announcements of one address (RFC 5227, 1.1: `ANNOUNCE_NUM`), and the time between them (`ANNOUNCE_INTERVAL`).
  static let announcementsMax = 2
  static let announcementInterval = Nanoseconds.seconds(2)

  /// The element has been made: begins what coming up takes.
  mutating func begin(_ configuration: Host.Configuration, _ context: ElementContext) {
    if configuration.announcesAddresses { announcementsLeft = HostStack.announcementsMax }
    var delay = Nanoseconds(0)
    if configuration.detectsDuplicateAddresses {
      var addresses: [(address: IPv6Address, port: Int)] = []
      for port in plane.interfaces.indices {
        for address in plane.addressesV6(on: port) {
          addresses.append((address, port))
          plane.setUsable(false, address, on: port)
        }
      }
      detection.begin(addresses)
      delay = Nanoseconds(context.random() % AddressDetection.delayMax.count)
    }
    if announcementsLeft > 0 || !detection.candidates.isEmpty {
      context.setTimer(after: delay, token: HostTimer.comeUp.token)
    }
  }

  /// The next step of coming up: questions, then use, then announcements.
  mutating func comeUp(_ context: ElementContext) {
    for candidate in detection.settle(at: context.now) {
      plane.setUsable(true, candidate.address, on: candidate.port)
    }
    for candidate in detection.ask(at: context.now) {
      plane.askForDuplicate(of: candidate.address, on: candidate.port, context)
    }
    if !detection.candidates.isEmpty {
      context.setTimer(after: AddressDetection.patience, token: HostTimer.comeUp.token)
    } else if announcementsLeft > 0 {
      announcementsLeft -= 1
      for port in plane.interfaces.indices { plane.announce(on: port, context) }
      if announcementsLeft > 0 {
        context.setTimer(after: HostStack.announcementInterval, token: HostTimer.comeUp.token)
      }
    }
  }
}
