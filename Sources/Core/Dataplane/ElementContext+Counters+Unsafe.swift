/// What passed and what died, for `ps`, `trace` and metrics. On the dispatcher's thread only.
extension ElementContext {
  /// Counters of `port`.
  public func counters(port: Int) -> PortCounters { unsafe ports[port].counters }

  /// How many packets were dropped for `reason`.
  public func dropCount(_ reason: DropReason) -> UInt64 { unsafe drops[Int(reason.rawValue)] }

  /// Every reason with drops, with its count, in the order of the reasons.
  public var dropCounts: [(reason: DropReason, count: UInt64)] {
    DropReason.allCases.compactMap { dropCount($0) > 0 ? ($0, dropCount($0)) : nil }
  }

  /// How many packets ended here because they were for this element.
  public var delivered: UInt64 { deliveredCount }

  /// Counts a frame that came in from outside at a device's port, or one handed in by a test.
  @inlinable
  public func countReceived(port: Int, bytes: Int) {
    unsafe (ports + port).pointee.counters.receivedPackets &+= 1
    unsafe (ports + port).pointee.counters.receivedBytes &+= UInt64(bytes)
  }

  /// Counts a packet that died before it was one: a device had a frame, and the pool no buffer.
  public func countDrop(_ reason: DropReason) { unsafe drops[Int(reason.rawValue)] &+= 1 }

  /// True while a capture watches `port`.
  @inlinable
  public func isTapped(_ port: Int) -> Bool { unsafe ports[port].isTapped }

  /// Starts or stops telling the dispatcher's observer of what passes `port`.
  public func setTapped(_ tapped: Bool, port: Int) { unsafe ports[port].isTapped = tapped }

  /// Takes a port down or up; while it is down, what would pass is dropped as `.linkDown`.
  public func setDown(_ down: Bool, port: Int) { unsafe ports[port].isDown = down }

  /// True where a link is attached to `port`.
  @inlinable
  public func isConnected(_ port: Int) -> Bool { unsafe ports[port].channel != nil }
}
