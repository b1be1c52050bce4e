/// One port of an element: where it leads, and what passed.
@frozen
@usableFromInline
@unsafe
struct PortState {
  /// The queue that leads away from this port, where nothing stands in the way: a link is attached, both its ports are
  /// up, and nobody watches them. `nil` sends packets the careful way round.
  @usableFromInline var open: UnsafeMutablePointer<Channel>?
  /// The queue that leads away from this port; `nil` where nothing is attached.
  @usableFromInline var outgoing: UnsafeMutablePointer<Channel>?
  /// The queue that leads to this port; `nil` where nothing is attached.
  @usableFromInline var incoming: UnsafeMutablePointer<Channel>?
  /// How many watch this port: captures, a trace, a digest.
  @usableFromInline var taps: UInt32 = 0
  /// The port was taken down by hand.
  @usableFromInline var isDown = false
  /// What passed, but for what the attached channels have counted themselves.
  @usableFromInline var counters = PortCounters()

  init() {}

  /// Somebody watches this port.
  @usableFromInline var isTapped: Bool { unsafe taps > 0 }

  /// True where packets must go the careful way round.
  var isSpecial: Bool { unsafe isTapped || isDown }

  /// Everything that passed.
  var allCounters: PortCounters {
    var all = unsafe counters
    if let outgoing = unsafe outgoing {
      unsafe all.sentPackets &+= outgoing.pointee.acceptedPackets
      unsafe all.sentBytes &+= outgoing.pointee.acceptedOctets
    }
    if let incoming = unsafe incoming {
      unsafe all.receivedPackets &+= incoming.pointee.takenPackets
      unsafe all.receivedBytes &+= incoming.pointee.takenOctets
    }
    return all
  }
}
