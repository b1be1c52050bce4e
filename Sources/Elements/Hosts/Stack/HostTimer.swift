/// What a timer of a host is for; the number of what it belongs to is in its lower octets.
enum HostTimer: Sendable, Hashable {
  /// Packets to the host itself wait.
  case loopback
  /// Its addresses are to be looked after.
  case comeUp
  /// A datagram's fragments did not come.
  case reassembly
  /// A ping probe, by its identifier.
  case ping(UInt16)
  /// A UDP or traceroute probe, by its port.
  case datagram(UInt16)
  /// A connection.
  case tcp

  /// The timer as a number; never that of the plane's, which has the highest bit set.
  var token: UInt64 {
    switch self {
    case .loopback: 1 << 32
    case .comeUp: 2 << 32
    case .reassembly: 3 << 32
    case .ping(let identifier): 4 << 32 | UInt64(identifier)
    case .datagram(let port): 5 << 32 | UInt64(port)
    case .tcp: 6 << 32
    }
  }

  /// The timer of a number.
  init?(token: UInt64) {
    let number = UInt16(truncatingIfNeeded: token)
    switch token >> 32 {
    case 1: self = .loopback
    case 2: self = .comeUp
    case 3: self = .reassembly
    case 4: self = .ping(number)
    case 5: self = .datagram(number)
    case 6: self = .tcp
    default: return nil
    }
  }
}
