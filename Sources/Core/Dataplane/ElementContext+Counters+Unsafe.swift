/// What passed and what died, for `ps`, `trace` and metrics. On the dispatcher's thread only.
extension ElementContext {
  /// Counters of `port`.
  public func counters(port: Int) -> PortCounters { unsafe portState(port).pointee.allCounters }

  /// How many packets were dropped for `reason`.
  public func dropCount(_ reason: DropReason) -> UInt64 { unsafe tallies[Int(reason.rawValue)] }

  /// Every reason with drops, with its count, in the order of the reasons.
  public var dropCounts: [(reason: DropReason, count: UInt64)] {
    DropReason.allCases.compactMap { dropCount($0) > 0 ? ($0, dropCount($0)) : nil }
  }

  /// How many packets ended here because they were for this element.
  public var delivered: UInt64 { unsafe tallies[DropReason.count] }

  /// How many timers of this element came due.
  public var timersFired: UInt64 { unsafe callee.pointee.timersFired }

  /// Counts a frame that came in from outside at a device's port, or one handed in by a test.
  @inlinable
  public func countReceived(port: Int, bytes: Int) {
    unsafe portState(port).pointee.counters.receivedPackets &+= 1
    unsafe portState(port).pointee.counters.receivedBytes &+= UInt64(bytes)
  }

  /// Counts a packet that died before it was one: a device had a frame, and the pool no buffer.
  public func countDrop(_ reason: DropReason) { unsafe tallies[Int(reason.rawValue)] &+= 1 }

  /// Where `port` is: a trap, never a stray address, where the element has no such port.
  @inlinable @inline(__always)
  func portState(_ port: Int) -> UnsafeMutablePointer<PortState> {
    precondition(port >= 0 && port < portCount, "the element has no such port")
    return unsafe ports + port
  }
}
