import CLinux
public import SystemPackage

/// A user namespace: how somebody who is not root becomes root of namespaces of his own (user_namespaces(7)).
public enum UserNamespace {
  /// Moves this process, which must have no second thread yet, into new user and mount namespaces as their root, and
  /// into a new network namespace where `isolatingNetwork` is set. Files keep the owner's rights that they had; all
  /// other users of the machine are "nobody" here.
  public static func enter(isolatingNetwork: Bool = true) throws(UserNamespaceError) {
    var step: Int32 = 0
    let result = unsafe lx_userns_enter(isolatingNetwork ? 1 : 0, &step)
    guard result < 0 else { return }
    throw UserNamespaceError(errno: Errno(rawValue: -result), isMapping: step != Int32(lx_userns_unshare.rawValue))
  }

  /// True where user numbers here are the machine's.
  public static var isInitial: Bool { firstMapping == [0, 0, 4_294_967_295] }

  /// The number that this process's user has outside: the machine's, unless namespaces are nested.
  public static var outerUser: UInt32 {
    let own = UInt64(geteuid())
    let map = firstMapping
    guard map.count == 3, own >= map[0], own - map[0] < map[2] else { return UInt32(own) }
    return UInt32(truncatingIfNeeded: map[1] + (own - map[0]))
  }

  /// The first line of the map: first number inside, first number outside, how many.
  private static var firstMapping: [UInt64] {
    let bytes = (try? MachineFiles.contents("/proc/self/uid_map", lengthMax: 1 << 16)) ?? []
    let line = bytes.split(separator: UInt8(ascii: "\n")).first ?? []
    return line.split(separator: UInt8(ascii: " ")).compactMap { UInt64(String(decoding: $0, as: UTF8.self)) }
  }
}

/// Why a user namespace could not be had.
public enum UserNamespaceError: Error, Hashable, CustomStringConvertible {
  /// The machine's administrator does not let users make them (kernel.unprivileged_userns_clone, a sandbox's filter).
  case notPermitted(Errno)
  /// AppArmor lets users make them and takes their rights away (kernel.apparmor_restrict_unprivileged_userns).
  case restrictedByAppArmor(Errno)
  /// No more of them are allowed (user.max_user_namespaces, possibly 0).
  case limitReached
  /// The process has threads already.
  case hasThreads
  /// The kernel was built without them.
  case notSupported
  /// Anything else.
  case failed(Errno)

  /// Sorts out an error of unshare(2), or of writing the user map.
  init(errno: Errno, isMapping: Bool) {
    let restricted =
      (try? MachineFiles.contents(
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", lengthMax: 16))?.first == UInt8(ascii: "1")
    switch errno {
    case .notPermitted, .permissionDenied:
      self = restricted ? .restrictedByAppArmor(errno) : .notPermitted(errno)
    case .noSpace, .tooManyUsers: self = .limitReached
    case .invalidArgument: self = isMapping ? .failed(errno) : .hasThreads
    case .noFunction: self = .notSupported
    default: self = .failed(errno)
    }
  }

  /// What is missing, in one sentence.
  public var description: String {
    switch self {
    case .notPermitted(let errno): "this system does not let users make user namespaces (\(errno))"
    case .restrictedByAppArmor:
      "AppArmor keeps users from using user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1)"
    case .limitReached: "no more user namespaces are allowed (user.max_user_namespaces)"
    case .hasThreads: "a process with threads cannot enter a user namespace"
    case .notSupported: "this kernel has no user namespaces"
    case .failed(let errno): "a user namespace could not be entered (\(errno))"
    }
  }
}
