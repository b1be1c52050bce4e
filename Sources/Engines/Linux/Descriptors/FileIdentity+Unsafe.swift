import CLinux
public import SystemPackage

/// The device and inode of a file, which name it on this machine as long as it exists.
public struct FileIdentity: Hashable, Sendable {
  /// The device that holds the inode.
  public let device: UInt64
  /// The inode's number on its device.
  public let inode: UInt64

  /// Asks for the identity of an open descriptor.
  public init(of descriptor: Int32) throws(Errno) {
    var device: UInt64 = 0
    var inode: UInt64 = 0
    try checked(unsafe lx_identity(descriptor, &device, &inode))
    self.device = device
    self.inode = inode
  }
}
