public import CLinux
public import SystemPackage

/// A raw socket on an interface that exists already (packet(7)): how a port of the machine joins a lab.
///
/// It is promiscuous, sees nothing that the machine itself sends there, and is non-blocking. As on a `TapDevice` each
/// frame comes after a virtio-net header of `TapDevice.headerLength` octets. The kernel takes the outermost VLAN tag
/// off a received frame; `receive` gives it apart.
public enum PacketSocket {
  /// Opens a socket on interface `index` of `namespace`. `ENODEV`: no such interface; `EPERM`: no CAP_NET_RAW.
  public static func open(interface index: Int32, in namespace: NetworkNamespace) throws(Errno) -> OwnedDescriptor {
    try namespace.perform { () throws(Errno) -> OwnedDescriptor in
      OwnedDescriptor(adopting: try checked(lx_packet_socket(index)))
    }
  }

  /// Receives one frame. Returns its octets with the header, or the negative errno; `tag` is TPID << 16 | TCI of the
  /// VLAN tag that the kernel took off, 0 where there was none.
  @inlinable @inline(__always)
  @unsafe
  public static func receive(
    _ socket: Int32, into buffer: UnsafeMutableRawBufferPointer, tag: inout UInt32
  ) -> Int {
    unsafe lx_packet_receive(socket, buffer.baseAddress, buffer.count, &tag)
  }
}
