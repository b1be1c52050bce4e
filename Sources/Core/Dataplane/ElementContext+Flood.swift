public import Buffers

extension ElementContext {
  /// Sends a packet out of every connected port but `ingress`. The copies share one buffer until one is written.
  public func flood(_ packet: consuming Packet, from ingress: Int) {
    var previous = -1
    for port in 0..<portCount where port != ingress && isConnected(port) {
      if previous >= 0 { emit(packet.clone(), to: previous) }
      previous = port
    }
    if previous >= 0 { emit(packet, to: previous) } else { drop(packet, .portNotConnected) }
  }
}
