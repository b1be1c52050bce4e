import CLinux
public import SystemPackage

/// Octets and open descriptors that travel together over a unix socket (SCM_RIGHTS, unix(7)).
///
/// Descriptors that nobody takes are closed.
public struct DescriptorMessage: ~Copyable {
  /// Descriptors in one message, at most: the kernel's bound.
  public static var descriptorsMax: Int { 253 }

  /// The octets; none where the peer has closed.
  public let bytes: [UInt8]
  private var descriptors: [Int32]

  private init(bytes: [UInt8], descriptors: [Int32]) {
    self.bytes = bytes
    self.descriptors = descriptors
  }

  deinit {
    for descriptor in descriptors where descriptor >= 0 { _ = lx_close(descriptor) }
  }

  /// Descriptors that came, taken or not.
  public var count: Int { descriptors.count }

  /// Takes the descriptor at `index` in the order they were sent; nil where there is none or it was taken.
  public mutating func take(_ index: Int) -> OwnedDescriptor? {
    guard descriptors.indices.contains(index), descriptors[index] >= 0 else { return nil }
    let raw = descriptors[index]
    descriptors[index] = -1
    return OwnedDescriptor(adopting: raw)
  }

  /// Sends octets, at least one, with copies of `descriptors`, which the sender keeps. Returns how many octets were
  /// taken: the descriptors went with the first. `EINVAL`: no octets, or too many descriptors.
  @discardableResult
  public static func send(
    _ bytes: [UInt8], descriptors: [Int32], over socket: borrowing OwnedDescriptor
  ) throws(Errno) -> Int {
    try checked(
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe descriptors.withUnsafeBufferPointer { descriptors in
          unsafe lx_send_descriptors(
            socket.raw, bytes.baseAddress, bytes.count, descriptors.baseAddress, descriptors.count)
        }
      })
  }

  /// Receives up to `count` octets and the descriptors that came with them. `EMSGSIZE`, with nothing left open: more
  /// than `descriptors` of them came.
  public static func receive(
    upTo count: Int, descriptors capacity: Int = descriptorsMax, over socket: borrowing OwnedDescriptor
  ) throws(Errno) -> DescriptorMessage {
    var bytes = [UInt8](repeating: 0, count: count)
    var descriptors = [Int32](repeating: -1, count: min(capacity, descriptorsMax))
    var received = 0
    let length = try checked(
      unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe descriptors.withUnsafeMutableBufferPointer { descriptors in
          unsafe lx_receive_descriptors(
            socket.raw, bytes.baseAddress, bytes.count, descriptors.baseAddress, descriptors.count, &received)
        }
      })
    return DescriptorMessage(bytes: Array(bytes.prefix(length)), descriptors: Array(descriptors.prefix(received)))
  }
}
