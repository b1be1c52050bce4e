/// The state of an element's ports. On the dispatcher's thread only.
extension ElementContext {
  /// True where a link is attached to `port`.
  @inlinable
  public func isConnected(_ port: Int) -> Bool { unsafe portState(port).pointee.outgoing != nil }

  /// True while a capture watches `port`.
  @inlinable
  public func isTapped(_ port: Int) -> Bool { unsafe portState(port).pointee.isTapped }

  /// True while `port` is taken down.
  public func isDown(_ port: Int) -> Bool { unsafe portState(port).pointee.isDown }

  /// Starts telling the dispatcher's observer of what passes `port`. Whoever taps a port also untaps it: the port is
  /// watched until everybody has.
  public func tap(port: Int) {
    unsafe portState(port).pointee.taps += 1
    refreshBothEnds(port)
  }

  /// Ends one `tap` of `port`.
  public func untap(port: Int) {
    precondition(isTapped(port), "the port is not tapped")
    unsafe portState(port).pointee.taps -= 1
    refreshBothEnds(port)
  }

  /// Takes a port down or up; while it is down, what would pass is dropped as `.linkDown`.
  public func setDown(_ down: Bool, port: Int) {
    unsafe portState(port).pointee.isDown = down
    refreshBothEnds(port)
  }

  /// The port at the far end of the link at `port`, or `nil` where no link is attached.
  public func neighbour(_ port: Int) -> PortReference? {
    guard let channel = unsafe portState(port).pointee.outgoing else { return nil }
    return unsafe PortReference(channel.pointee.receiver, Int(channel.pointee.receiverPort))
  }

  private func refreshBothEnds(_ port: Int) {
    refresh(port)
    if let far = neighbour(port) { far.context.refresh(far.port) }
  }

  /// Opens the short way out of `port`, or closes it where somebody watches or an end is down.
  func refresh(_ port: Int) {
    let state = unsafe portState(port)
    let isSpecial = unsafe state.pointee.isSpecial || neighbour(port).map { unsafe $0.state.pointee.isSpecial } ?? true
    unsafe state.pointee.open = unsafe isSpecial ? nil : state.pointee.outgoing
  }
}
