import CLinux
public import SystemPackage

/// A virtual Ethernet interface whose cable ends in this process (tuntap, Documentation/networking/tuntap.rst).
///
/// Each read takes one frame that the namespace's stack sent, each write gives it one. A frame comes after a
/// virtio-net header of `headerLength` octets in the machine's byte order, which says what checksum and segmentation
/// work is left undone. The interface is gone when its last descriptor closes.
///
/// The kernel's bound on octets in flight from the writer (TUNSETSNDBUF) is left at its default of 2³¹ − 1: frames are
/// handed to the stack within the write itself, so that nothing piles up there. In the other direction the kernel
/// keeps up to the interface's transmit queue length of frames (1,000) and drops what comes on top.
@frozen
public struct TapDevice: ~Copyable, Sendable {
  /// Octets of the virtio-net header in front of each frame.
  public static var headerLength: Int { 10 }

  /// The interface's name.
  public let name: String
  /// What the kernel leaves undone; a subset of what was asked for.
  public let offloads: TapOffloads
  /// Reads and writes frames; non-blocking.
  public let descriptor: OwnedDescriptor

  /// Makes the interface `name` (1 to 15 octets; empty lets the kernel pick `tapN`) in `namespace`.
  ///
  /// `EBUSY`: an interface of that name exists. `ENAMETOOLONG`, `EINVAL`: not a name for one. `ENOENT`, `EACCES`:
  /// /dev/net/tun is missing or closed to this user. `EPERM`: no CAP_NET_ADMIN in the namespace.
  public static func create(
    name: String, in namespace: NetworkNamespace, offloads: TapOffloads = .all, multiQueue: Bool = false
  ) throws(Errno) -> TapDevice {
    try open(name: name, in: namespace, offloads: offloads, multiQueue: multiQueue, exclusive: true)
  }

  /// A further queue of this device, which must have been made with `multiQueue`: the kernel spreads flows over the
  /// queues.
  public borrowing func addQueue(in namespace: NetworkNamespace) throws(Errno) -> TapDevice {
    try TapDevice.open(name: name, in: namespace, offloads: offloads, multiQueue: true, exclusive: false)
  }

  /// Plugs the interface's cable in, or pulls it: without carrier the namespace's stack sends nothing there, and says so
  /// to whoever asks. `EINVAL`: the kernel is older than Linux 5.0 and cannot.
  public borrowing func setCarrier(_ carrier: Bool) throws(Errno) {
    try checked(lx_tap_set_carrier(descriptor.raw, carrier ? 1 : 0))
  }

  /// Gives the descriptor away; the interface is gone when it is closed.
  public consuming func release() -> Int32 { descriptor.release() }

  private static func open(
    name: String, in namespace: NetworkNamespace, offloads: TapOffloads, multiQueue: Bool, exclusive: Bool
  ) throws(Errno) -> TapDevice {
    guard name.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "%") }) else {
      throw Errno.invalidArgument
    }
    let opened = try namespace.perform { () throws(Errno) -> OpenedTap in
      var taken = InterfaceNameBuffer()
      let result = unsafe taken.withPointer { unsafe lx_tap_open(name, exclusive ? 1 : 0, multiQueue ? 1 : 0, $0) }
      return OpenedTap(descriptor: OwnedDescriptor(adopting: try checked(result)), name: taken.text)
    }
    let name = opened.name
    let descriptor = opened.finish()
    for candidate in TapOffloads.candidates.map({ $0.intersection(offloads) }) {
      let result = lx_tap_set_offloads(descriptor.raw, candidate.rawValue)
      if result == 0 { return TapDevice(name: name, offloads: candidate, descriptor: descriptor) }
      guard result == -EINVAL else { throw Errno(rawValue: -result) }
    }
    throw Errno.invalidArgument
  }
}

/// What the thread inside the namespace hands back.
private struct OpenedTap: ~Copyable, Sendable {
  let descriptor: OwnedDescriptor
  let name: String

  consuming func finish() -> OwnedDescriptor { descriptor }
}

/// An interface's name as the kernel writes it: at most 15 octets and a zero.
struct InterfaceNameBuffer {
  private var bytes: (UInt64, UInt64) = (0, 0)

  mutating func withPointer<Value>(_ body: (UnsafeMutablePointer<CChar>) -> Value) -> Value {
    unsafe withUnsafeMutableBytes(of: &bytes) { unsafe body($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
  }

  var text: String {
    let octets = unsafe withUnsafeBytes(of: bytes) { unsafe Array($0) }
    return String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
  }
}
