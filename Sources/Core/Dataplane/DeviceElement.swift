/// An element at the edge: its one port leads into the lab, its descriptor to what is outside.
///
/// The worker polls it while traffic flows and waits for its descriptor while none does.
public protocol DeviceElement: Element {
  /// Becomes readable when a packet comes from outside; valid for as long as the element is attached.
  nonisolated var pollDescriptor: Int32 { get }

  /// Takes up to `budget` packets from outside and emits them into the lab. Answers how many it took; never waits.
  func poll(budget: Int) -> Int

  /// Gives the descriptor away, to be closed by the caller; `nil` where it is gone already. The device is detached by
  /// then. Closing many devices at once takes the kernel no longer than closing one.
  func releaseDescriptor() -> Int32?

  /// Who is told, from now on, of each packet that comes in and goes out; `nil` for nobody.
  func setRecorder(_ recorder: (any TurnRecorder)?)
}

extension DeviceElement {
  /// A device that cannot be recorded tells nobody.
  public func setRecorder(_ recorder: (any TurnRecorder)?) {}
}
