import Buffers
import Dataplane

/// One packet on its way through the tables.
struct PacketRun {
  /// The fields, as the actions so far have left them.
  var key = FlowKey()
  /// Where the headers are.
  var layers = PacketLayers()
  /// The dataplane's port that it came in by.
  let ingress: Int
  /// A port that it is to leave by, held back until it is known whether this is the last: then no copy is needed.
  var pending = -1
  /// Copies sent.
  var copies = 0
  /// Lookups because of `resubmit`.
  var resubmits = 0
  /// Tables that wait for one another.
  var depth = 0
  /// Why it is dropped if it is sent nowhere.
  var reason = DropReason.tableMiss
  /// Nothing more is done with it.
  var isOver = false

  init(ingress: Int) { self.ingress = ingress }

  /// Sends the packet out of `port`, later or as a copy now.
  @inline(__always)
  mutating func send(_ packet: borrowing Packet, to port: Int, _ context: ElementContext) {
    flush(packet, context)
    pending = port
  }

  /// Sends a copy out of the port that was held back, as the packet is about to change.
  @inline(__always)
  mutating func flush(_ packet: borrowing Packet, _ context: ElementContext) {
    guard pending >= 0 else { return }
    context.emit(packet.clone(), to: pending)
    copies &+= 1
    pending = -1
  }

  /// Sends the packet out of every port that leads somewhere but the one it came in by.
  mutating func flood(_ packet: borrowing Packet, _ context: ElementContext) {
    for port in 0..<context.portCount where port != ingress && context.isConnected(port) {
      send(packet, to: port, context)
    }
  }

  /// Nothing more is done, and the packet is dropped.
  mutating func end(_ reason: DropReason) {
    self.reason = reason
    isOver = true
  }
}
