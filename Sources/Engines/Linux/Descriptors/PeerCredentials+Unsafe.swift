import CLinux
public import SystemPackage

/// Who is at the other end of a unix socket, as the kernel vouches (SO_PEERCRED, unix(7)).
public struct PeerCredentials: Hashable, Sendable {
  /// The process that connected, or made the pair.
  public let process: Int32
  /// Its effective user then.
  public let user: UInt32
  /// Its effective group then.
  public let group: UInt32

  /// Asks about a connected socket.
  public init(of socket: Int32) throws(Errno) {
    var (process, user, group): (pid_t, uid_t, gid_t) = (0, 0, 0)
    try checked(unsafe lx_peer_credentials(socket, &process, &user, &group))
    self.process = process
    self.user = user
    self.group = group
  }
}
