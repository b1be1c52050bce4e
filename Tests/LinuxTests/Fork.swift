import Glibc
import Linux
import SystemPackage

/// A fork with Swift code in the child. To be used in the fresh process of an exit test only, whose other threads are
/// idle: elsewhere one of them might hold a lock that the child would wait for.
enum Fork {
  /// Runs `body` in a child with one thread, which ends with the status that it returns, or 99 after an error.
  static func start(_ body: () throws -> Int32) -> pid_t {
    let fork: @convention(c) () -> pid_t = function("fork")
    let child = fork()
    guard child == 0 else { return child }
    dieWithParent()
    do {
      _exit(try body())
    } catch {
      Fork.complain("\(error)")
      _exit(99)
    }
  }

  /// The status of a child, 128 and the signal where one ended it.
  static func wait(_ child: pid_t) -> Int32 {
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child else { return -1 }
    return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f)
  }

  /// Writes a line to the standard error.
  static func complain(_ line: String) {
    try? OwnedDescriptor.open("/dev/stderr", flags: O_WRONLY).write(Array((line + "\n").utf8))
  }

  /// A check that ends the process with a line that says what failed.
  static func check(_ condition: Bool, _ what: String) throws {
    struct Failure: Error { let what: String }
    guard condition else {
      complain(what)
      throw Failure(what: what)
    }
  }

  /// A function of the C library that Swift does not show.
  static func function<Function>(_ name: String) -> Function {
    unsafeBitCast(dlsym(nil, name), to: Function.self)
  }

  /// A mount namespace of this process's own, where /dev/net/tun is everybody's, as most machines have it.
  static func openTunnelDeviceToAll() throws {
    let unshare: @convention(c) (Int32) -> Int32 = function("unshare")
    typealias Mount =
      @convention(c) (
        UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UInt, UnsafePointer<CChar>?
      ) -> Int32
    let mount: Mount = function("mount")
    let (newMountNamespace, bind, recursive, isPrivate): (Int32, UInt, UInt, UInt) = (0x20000, 4096, 16384, 1 << 18)
    try check(unshare(newMountNamespace) == 0, "unshare")
    try check(mount(nil, "/", nil, recursive | isPrivate, nil) == 0, "private mounts")
    try check(mount("weft", "/mnt", "tmpfs", 0, nil) == 0, "tmpfs")
    // 10, 200 is the tunnel device's number (Documentation/admin-guide/devices.txt).
    try check(mknod("/mnt/tun", S_IFCHR | 0o666, 10 << 8 | 200) == 0, "mknod")
    try check(chmod("/mnt/tun", 0o666) == 0, "chmod")
    try check(mount("/mnt/tun", "/dev/net/tun", nil, bind, nil) == 0, "bind")
  }

  /// Ends this process with the thread that started it.
  private static func dieWithParent() {
    let control: @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32 = function("prctl")
    let setParentDeathSignal: Int32 = 1
    _ = control(setParentDeathSignal, UInt(SIGKILL), 0, 0, 0)
  }

  /// Becomes a user without any privilege, as if that user had started this process.
  static func becomeNobody() throws {
    let control: @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32 = function("prctl")
    let setDumpable: Int32 = 4
    try check(setgroups(0, nil) == 0 && setgid(65534) == 0 && setuid(65534) == 0, "become nobody")
    try check(control(setDumpable, 1, 0, 0, 0) == 0, "prctl")
  }
}
