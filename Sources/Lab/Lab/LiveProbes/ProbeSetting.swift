import Hosts
import Linux
import SystemPackage
import Wire

/// Where a probe is carried out, and what may end it early.
struct ProbeSetting: Sendable {
  let namespace: NetworkNamespace
  let interrupt: Interrupt

  /// Opens a socket for peers of the version of `address`.
  func open(_ kind: InetSocket.Kind, reaching address: IPAddress) throws(Errno) -> InetSocket {
    try InetSocket(kind, reaching: InetAddress(address), in: namespace)
  }

  /// An address and port in the kernel's terms. A link-local address is taken to be on the host's first interface.
  func endpoint(_ address: IPAddress, port: UInt16 = 0) -> InetEndpoint {
    var endpoint = InetEndpoint(InetAddress(address), port: port)
    if case .v6 = address, address.isLinkLocal, var netlink = try? NetlinkSocket(in: namespace) {
      let links = (try? netlink.links()) ?? []
      endpoint.scope = UInt32(clamping: links.first { !$0.flags.contains(.loopback) }?.index ?? 0)
    }
    return endpoint
  }

  /// Waits for a socket until `deadline` of the monotonic clock.
  func wait(
    for socket: borrowing InetSocket, _ interest: EventInterest, until deadline: Int64
  ) throws(Errno) -> InetSocket.Readiness {
    try socket.wait(
      for: interest, interrupt: interrupt.counter.descriptor.raw,
      nanoseconds: deadline - SystemClock.monotonic())
  }
}

extension Errno {
  /// The errors of a call that has nothing to take or give.
  var isJustNotYet: Bool { self == .wouldBlock || self == .resourceTemporarilyUnavailable || self == .noBufferSpace }

  /// True for errors that say something of the machine, not of the network.
  var isMachineFault: Bool {
    switch self {
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory: true
    default: false
    }
  }
}

/// A moment, by both clocks: the one that measures, and the one that the kernel stamps arrivals with.
struct SentMoment {
  let monotonic = SystemClock.monotonic()
  let realtime = SystemClock.realtime()

  /// The time since, until the kernel received something: at most until now, where the stamp cannot be believed because
  /// the clock was set meanwhile.
  func elapsed(until arrival: Int64?) -> Duration {
    let measured = SystemClock.monotonic() - monotonic
    guard let arrival else { return .nanoseconds(measured) }
    let stamped = arrival - realtime
    return .nanoseconds(stamped > 0 && stamped < measured ? stamped : measured)
  }
}

extension Duration {
  /// The same length in whole nanoseconds, at most 292 years.
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? (seconds < 0 ? .min : .max) : product.addingReportingOverflow(attoseconds / 1_000_000_000).0
  }
}

extension Int64 {
  /// The moment `delay` later, or the last there is.
  func later(by delay: Duration) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(Swift.max(0, delay.wholeNanoseconds))
    return overflow ? .max : sum
  }
}
