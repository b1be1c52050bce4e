/// Something to ask of the kernel's network configuration, composed and not yet sent.
///
/// A request is a value: make several, and `NetlinkSocket.perform` carries them out in one system call.
public struct NetlinkRequest: Sendable, CustomStringConvertible {
  /// The message; its sequence number is set when it is sent.
  var bytes: [UInt8]
  /// What it asks, for errors.
  public let description: String
  /// Namespaces that the message names by descriptor: they live until it has been sent.
  let namespaces: [NetworkNamespace]

  init(
    _ description: String, type: UInt16, flags: UInt16, namespaces: [NetworkNamespace] = [],
    _ body: (inout NetlinkWriter) -> Void
  ) {
    var writer = NetlinkWriter(type: type, flags: NetlinkCode.request | NetlinkCode.acknowledge | flags)
    body(&writer)
    bytes = writer.finished()
    self.description = description
    self.namespaces = namespaces
  }
}
