import Services

/// What a host answers, by port.
struct ListenerTable: Sendable {
  private(set) var udp = PortMap<@Sendable ([UInt8]) -> [UInt8]?>()
  private(set) var tcp: [UInt16: @Sendable () -> any StreamResponder] = [:]

  init(_ listeners: [Listener]) {
    for listener in listeners {
      switch listener.service {
      case .udp(let answer): udp[listener.port] = answer
      case .tcp(let makeResponder): tcp[listener.port] = makeResponder
      }
    }
  }
}
