public import Services

/// Something that a host answers on one port, of both versions of IP: what a topology's `listen` stands for.
///
/// ```swift
/// let page = Listener.tcp(80) { HTTPResponder(host: "web") }
/// let names = Listener.udp(53) { responder.respond(to: $0) }
/// ```
public struct Listener: Sendable {
  /// What answers.
  public enum Service: Sendable {
    /// TCP connections; a responder is made for each of them.
    case tcp(@Sendable () -> any StreamResponder)
    /// Datagrams; `nil` where one is not answered.
    case udp(@Sendable ([UInt8]) -> [UInt8]?)
  }

  /// The port.
  public var port: UInt16
  /// What answers there.
  public var service: Service

  /// Makes a listener of its fields.
  public init(port: UInt16, service: Service) {
    self.port = port
    self.service = service
  }

  /// A TCP port.
  public static func tcp(_ port: UInt16, _ makeResponder: @escaping @Sendable () -> any StreamResponder) -> Listener {
    Listener(port: port, service: .tcp(makeResponder))
  }

  /// A UDP port.
  public static func udp(_ port: UInt16, _ answer: @escaping @Sendable ([UInt8]) -> [UInt8]?) -> Listener {
    Listener(port: port, service: .udp(answer))
  }
}
