import Hosts
import Linux
import SystemPackage
import Wire

extension Rejection {
  /// What the kernel kept about a packet; `own` is the address that the packet was sent from.
  init(_ error: SocketError, own: InetAddress?) {
    let offender = error.offender.map { IPAddress($0) }
    switch error.origin {
    case .icmp4(let type, let code):
      self.init(Cause(version4: type, code: code, mtu: Int(error.info)), from: offender)
    case .icmp6(let type, let code):
      self.init(Cause(version6: type, code: code, mtu: Int(error.info)), from: offender)
    case .local, .other:
      self.init(Cause(error.errno, mtu: Int(error.info)))
      return
    }
    guard let own, error.offender == own else { return }
    // The host's own stack speaks through ICMP messages to itself.
    switch cause {
    case .hostUnreachable: self.init(.neighbourUnreachable)
    case .networkUnreachable: self.init(.noRoute)
    case .packetTooBig: source = nil
    default: break
    }
  }

  /// Why a call on a socket was refused at once.
  init(_ errno: Errno) { self.init(Cause(errno, mtu: 0)) }
}

extension Rejection.Cause {
  /// What an ICMPv4 error says (RFC 792; RFC 1812, 5.2.7.1; RFC 1191).
  init(version4 type: UInt8, code: UInt8, mtu: Int) {
    switch (type, code) {
    case (3, 0), (3, 6), (3, 11): self = .networkUnreachable
    case (3, 1), (3, 7), (3, 8), (3, 12): self = .hostUnreachable
    case (3, 2): self = .protocolUnreachable
    case (3, 3): self = .portUnreachable
    case (3, 4): self = .packetTooBig(mtu: mtu)
    case (3, 9), (3, 10), (3, 13): self = .administrativelyProhibited
    case (11, _): self = .timeExceeded
    default: self = .other(type: type, code: code)
    }
  }

  /// What an ICMPv6 error says (RFC 4443, 3).
  init(version6 type: UInt8, code: UInt8, mtu: Int) {
    switch (type, code) {
    case (1, 0): self = .networkUnreachable
    case (1, 1), (1, 5), (1, 6): self = .administrativelyProhibited
    case (1, 3): self = .hostUnreachable
    case (1, 4): self = .portUnreachable
    case (2, _): self = .packetTooBig(mtu: mtu)
    case (3, _): self = .timeExceeded
    case (4, 1): self = .protocolUnreachable
    default: self = .other(type: type, code: code)
    }
  }

  /// What the machine's own stack says.
  init(_ errno: Errno, mtu: Int) {
    switch errno {
    case .messageTooLong: self = .packetTooBig(mtu: mtu)
    case .permissionDenied, .notPermitted: self = .administrativelyProhibited
    default: self = .noRoute
    }
  }
}

extension IPAddress {
  /// The same address in Weft's own terms.
  init(_ address: InetAddress) {
    switch address {
    case .v4(let bits): self = .v4(IPv4Address(bits: bits))
    case .v6(let high, let low): self = .v6(IPv6Address(bits: UInt128(high) << 64 | UInt128(low)))
    }
  }
}
