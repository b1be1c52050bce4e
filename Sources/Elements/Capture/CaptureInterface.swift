/// A port as a capture file names it: an interface block of its own.
public struct CaptureInterface: Hashable, Sendable {
  /// The element's name in the topology.
  public var element: String
  /// The port's name.
  public var port: String

  /// Names a port.
  public init(element: String, port: String) {
    self.element = element
    self.port = port
  }

  /// The name that is shown, as in `r1:eth0`.
  public var name: String { "\(element):\(port)" }
}
