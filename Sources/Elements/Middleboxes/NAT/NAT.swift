public import Buffers
import ConnectionTracking
public import Dataplane
import Routing
import Wire

/// A router that hides the networks behind it: what leaves for the outside comes from one of its own addresses, each
/// inside endpoint from a port of its own (NAPT, RFC 3022, 2.2).
///
/// Between inside interfaces, and for IPv6 on all of them, it is a `Router` and nothing else. Packets from an inside
/// interface to the outside one get an outside endpoint as their source: a *mapping*. Packets from outside to that
/// endpoint get back to the inside where the mapping's *filter* admits their sender. Both can look at nothing, the
/// address, or the address and port of the remote end, which makes the nine kinds of NAT of RFC 4787; the cone NATs of
/// old are endpoint-independent mapping with each of the filters, the symmetric one is both of
/// `address-and-port-dependent`.
///
/// - Translated: TCP, UDP, ICMP echo and timestamp queries by their identifier, ICMP errors about these, in both
///   directions, with the packet that they quote (RFC 5508, 4), and fragments where the first one comes first.
///   Super-packets and partial checksums are kept as they are. Checksums are corrected by the difference, so that what
///   was broken on the way stays so; those of ICMP errors are checked and made anew.
/// - Ports: an inside port keeps its number where that is free. Else it gets a random one, of the same parity for UDP,
///   below 1024 where it was below 1024. Two inside endpoints never share an outside one.
/// - Hairpin: an inside host reaches another by its outside endpoint, and is seen there by its own outside endpoint.
/// - Forwards: an outside port that leads to an inside endpoint whatever the filter says, and stands for it when it
///   sends.
/// - Timeouts: UDP 5 min, ICMP queries 60 s, TCP 2 h 4 min once open, 4 min before that, after closing and after a reset.
///   Packets from inside keep a mapping alive, those from outside where `refreshesInbound` is set, and for TCP always.
/// - Its own addresses answer ping as a router's do. What else comes to an outside address and fits no mapping is dropped
///   in silence; an unsolicited SYN too, which RFC 5382, REQ-4 leaves to policy. Inside addresses are not reached from
///   outside. A TCP connection is opened by its SYN alone: one that the NAT has forgotten is not taken up again.
/// - Bounds: 65,536 connections, 4,096 of one mapping, 1,024 fragmented datagrams at once; what is beyond is dropped,
///   nothing that lives is thrown out for it.
/// - Drops, besides the router's: `noMapping`, `filtered`, `portsExhausted`, `connectionTableFull`, `fragment` (a later
///   fragment before the first), `unsupported` (a protocol or an ICMP message that cannot be translated), `malformed`,
///   `badChecksum` (an ICMP error's own, or that of the header that it quotes), `martian`, `noBuffers`.
/// - Not done: fragments out of order (RFC 4787, REQ-14), ICMP about refused packets (RFC 5508, REQ-8), identifications of
///   their own for translated datagrams (RFC 7857, 10), application gateways.
/// - Standards: RFC 4787 (UDP), RFC 5382 (TCP), RFC 5508 (ICMP), RFC 7857 (updates of all three).
///
/// ```yaml
/// nodes:
///   nat1:
///     kind: nat
///     interfaces: { eth0: { address: 10.1.0.1/24 }, eth1: { address: 198.51.100.2/30 } }
///     inside: [eth0]
///     outside: eth1
///     routes: [{ to: 0.0.0.0/0, via: 198.51.100.1 }]
///     mapping: endpoint-independent
///     filtering: address-dependent
///     forward: [{ tcp: 8080, to: "10.1.0.10:80" }]
/// ```
///
/// See also: `Router`, `ForwardingPlane`, `ConnectionTable`.
public actor NAT: Element {
  /// The most connections that are forgotten at the beginning of a batch.
  static let expiriesPerBatchMax = 64
  /// The most connections that are forgotten when the timer fires; the rest follows a millisecond later.
  static let expiriesPerTimerMax = 1024
  private static let sweepToken: UInt64 = 1

  /// The way to the NAT's ports.
  public nonisolated let context: ElementContext
  var plane: ForwardingPlane
  var translator: Translator
  private var sweepIsSet = false

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes a NAT with the ports of `context`; fails where the configuration makes no sense.
  public init(context: ElementContext, configuration: Configuration) throws(ConfigurationError) {
    let policy = try Policy(configuration, portCount: context.portCount)
    var interfaces = configuration.interfaces
    let own = Set(interfaces[configuration.outsidePort].addresses.map(\.address))
    for address in policy.addresses where !own.contains(.v4(address)) {
      guard let address = InterfaceAddress(.v4(address), length: 32) else { continue }
      interfaces[configuration.outsidePort].addresses.append(address)
    }
    self.context = context
    do {
      plane = try ForwardingPlane(
        interfaces: interfaces, routes: configuration.routes, limits: configuration.limits)
    } catch {
      throw .route(error)
    }
    translator = Translator(
      policy: policy, timeouts: configuration.timeouts, connectionsMax: configuration.connectionsMax,
      seed: context.random())
    try translator.replaceForwards(with: configuration.forwards)
  }

  /// Translates and forwards.
  public func receive(_ batch: inout PacketBatch, on port: Int) {
    _ = translator.expire(now: context.now, limit: NAT.expiriesPerBatchMax)
    plane.receive(&batch, on: port, context, translator: &translator)
    if !sweepIsSet { setSweep() }
  }

  /// Forgets what is due, or looks after the neighbours.
  public func timerFired(_ token: UInt64) {
    if token == ForwardingPlane.timerToken { return plane.timerFired(context, translator: &translator) }
    sweepIsSet = false
    if translator.expire(now: context.now, limit: NAT.expiriesPerTimerMax) { return setSweep() }
    sweepIsSet = true
    context.setTimer(after: .milliseconds(1), token: NAT.sweepToken)
  }

  /// Sets the timer for the next deadline. What is due before it, because it came later and lives shorter, is forgotten
  /// with the next packet.
  private func setSweep() {
    guard let deadline = translator.connections.nextDeadline else { return }
    sweepIsSet = true
    context.setTimer(at: max(deadline, context.now + .milliseconds(1)), token: NAT.sweepToken)
  }
}
