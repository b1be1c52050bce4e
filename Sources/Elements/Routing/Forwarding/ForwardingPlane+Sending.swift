public import Buffers
public import Dataplane
import Wire

/// The last steps of a packet that leaves: fragments, the neighbour, the Ethernet header.
extension ForwardingPlane {
  /// Takes 1 from the time to live or the hop limit. False where the packet's octets are shared and cannot be copied.
  @usableFromInline
  mutating func decrementTimeToLive(_ packet: inout Packet, _ headers: inout IPHeaders) -> Bool {
    guard packet.makeWritable() else { return false }
    var bytes = packet.mutableBytes
    switch headers.version {
    case .v4: IPv4Rewriting.decrementTTL(in: &bytes, at: IPHeaders.offset)
    case .v6: IPv6Rewriting.decrementHopLimit(in: &bytes, at: IPHeaders.offset)
    }
    headers.timeToLive &-= 1
    return true
  }

  /// Sends a datagram out of `port` to a station there, in fragments where it does not fit.
  @usableFromInline
  mutating func transmit(
    _ packet: consuming Packet, _ headers: IPHeaders, to port: Int, _ neighbour: IPAddress, fits: Bool,
    _ context: ElementContext
  ) {
    if headers.hasOptions {
      guard packet.makeWritable() else { return context.drop(packet, .noBuffers) }
      if let address = addresses[port].source(towards: neighbour.v4 ?? .unspecified) {
        RecordRoute.enter(address, in: &packet)
      }
    }
    if fits { return send(packet, to: port, neighbour, context) }
    let mtu = interfaces[port].mtu
    if packet.traceID != 0 { context.note(packet, "fragmented for the MTU \(mtu) of \(context.portNames[port])") }
    switch fragmenter.fragment(packet, mtu: mtu) {
    case .fragmented:
      while let piece = fragmenter.pieces.popFirst() { send(piece, to: port, neighbour, context) }
    case .failed(let packet, let reason): context.drop(packet, reason)
    }
  }

  /// Sends a datagram that fits to a station behind `port`, or holds it until the station's MAC address is known.
  mutating func send(_ packet: consuming Packet, to port: Int, _ neighbour: IPAddress, _ context: ElementContext) {
    if let last = lastStation, last.address == neighbour, last.port == port, last.changes == neighbours.changes,
      context.now < last.deadline, packet.traceID == 0
    {
      return address(packet, to: last.mac, port, context)
    }
    switch neighbours.resolve(neighbour, port: port, at: context.now) {
    case .station(let mac):
      if packet.traceID != 0 { ForwardingPlane.noteStation(neighbour, mac, packet, context) }
      if let deadline = neighbours.reachability(of: neighbour, port: port) {
        lastStation = (neighbour, port, mac, deadline, neighbours.changes)
      }
      address(packet, to: mac, port, context)
    case .sought:
      if packet.traceID != 0 { context.note(packet, "asks for neighbour \(neighbour) on \(context.portNames[port])") }
      solicit(neighbour, on: port, at: nil, context)
      hold(packet, for: neighbour, on: port, context)
    case .waiting: hold(packet, for: neighbour, on: port, context)
    case .tableFull: context.drop(packet, .neighbourTableFull)
    }
  }

  /// Writes the Ethernet addresses, and emits the packet.
  @inline(__always)
  mutating func address(_ packet: consuming Packet, to mac: MACAddress, _ port: Int, _ context: ElementContext) {
    guard packet.makeWritable() else { return context.drop(packet, .noBuffers) }
    let own = interfaces[port].mac.bits
    var bytes = packet.mutableBytes
    // Written as wide as a switch reads: a load that gathers several stores still under way waits for them.
    bytes.setUInt64(mac.bits << 16 | own >> 32, at: 0)
    bytes.setUInt32(UInt32(truncatingIfNeeded: own), at: 8)
    context.emit(packet, to: port)
  }

  @inline(never)
  private static func noteStation(
    _ neighbour: IPAddress, _ mac: MACAddress, _ packet: borrowing Packet, _ context: ElementContext
  ) {
    context.note(packet, "neighbour \(neighbour) is at \(mac)")
  }

  private mutating func hold(
    _ packet: consuming Packet, for neighbour: IPAddress, on port: Int, _ context: ElementContext
  ) {
    var lane = neighbours.lane(of: neighbour, port: port)
    if let dropped = held.hold(packet, in: &lane) { context.drop(dropped, .neighbourQueueFull) }
    neighbours.setLane(lane, of: neighbour, port: port)
  }

  /// Does what has come out of news about a neighbour.
  mutating func follow(
    _ directive: Neighbour.Directive, _ address: IPAddress, on port: Int, _ context: ElementContext
  ) {
    switch directive {
    case .none, .fail, .forget: break
    case .solicitAll: solicit(address, on: port, at: nil, context)
    case .solicit(let mac): solicit(address, on: port, at: mac, context)
    case .release(let mac):
      guard let lane = neighbours.lane(of: address, port: port) else { return }
      neighbours.setLane(nil, of: address, port: port)
      while let packet = held.take(from: lane) {
        if packet.traceID != 0 { ForwardingPlane.noteStation(address, mac, packet, context) }
        self.address(packet, to: mac, port, context)
      }
    }
  }

  /// Lets the neighbours' deadlines pass.
  @usableFromInline
  mutating func neighboursExpired(_ context: ElementContext) {
    if timerDeadline <= context.now { timerDeadline = .distantFuture }
    for (entry, directive) in neighbours.expire(at: context.now) {
      follow(directive, entry.address, on: entry.port, context)
      guard directive == .fail, let lane = entry.lane else { continue }
      while let packet = held.take(from: lane) {
        if packet.traceID != 0 { context.note(packet, "neighbour \(entry.address) does not answer") }
        if role == .host {
          undeliverable.append(packet)
          continue
        }
        guard let headers = IPHeaders(packet) else {
          context.drop(packet, .malformed)
          continue
        }
        refuse(packet, headers, .neighbourUnreachable, .neighbourUnreachable, from: entry.port, context)
      }
    }
  }

  /// Makes sure that the plane is called when the next neighbour's deadline has passed.
  @usableFromInline
  mutating func setTimer(_ context: ElementContext) {
    guard neighbours.nextDeadline < timerDeadline else { return }
    timerDeadline = max(neighbours.nextDeadline, context.now + ForwardingPlane.timerResolution)
    context.setTimer(at: timerDeadline, token: ForwardingPlane.timerToken)
  }
}
