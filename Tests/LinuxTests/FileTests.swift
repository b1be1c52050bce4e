import Glibc
import SeededRandom
import SystemPackage
import Testing

@testable import Linux

@Suite("locks, runtime folders and mounts")
struct FileTests {
  @Test("a lock is held by one, read by others and free when its holder ends")
  func lock() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("a.lock")
    #expect(try LockFile.holder(path) == nil)
    do {
      let held = try LockFile(path, text: "42")
      #expect(throws: Errno.resourceTemporarilyUnavailable) { _ = try LockFile(path).path }
      #expect(try LockFile.holder(path) == "42")
      #expect(try MachineFiles.status(path.string).permissions == 0o600)
      #expect(held.path == path)
    }
    #expect(try LockFile.holder(path) == nil)
    let again = try LockFile(path, text: "7")
    #expect(try LockFile.holder(path) == "7")
    again.remove()
    #expect(throws: Errno.noSuchFileOrDirectory) { try MachineFiles.status(path.string) }
  }

  @Test("a lock is not taken through a symbolic link")
  func lockLink() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("a.lock")
    #expect(symlink("/dev/null", path.string) == 0)
    #expect(throws: Errno.tooManySymbolicLinkLevels) { _ = try LockFile(path).path }
  }

  @Test("a user's runtime folder is in the place of the user's kind")
  func place() {
    #expect(RuntimeFolder.path(name: "weft", base: "/run/user/0", user: 0) == "/run/weft")
    #expect(RuntimeFolder.path(name: "weft", base: "/run/user/7", user: 7) == "/run/user/7/weft")
    #expect(RuntimeFolder.path(name: "weft", base: "relative", user: 7) == "/tmp/weft-7")
    #expect(RuntimeFolder.path(name: "weft", base: nil, user: 7) == "/tmp/weft-7")
  }

  @Test("a runtime folder is made private, and one that is not private is refused")
  func privacy() throws {
    let folder = try TemporaryFolder()
    let path = folder.path.appending("run")
    try RuntimeFolder.open(path)
    try RuntimeFolder.open(path)
    #expect(try MachineFiles.status(path.string).permissions == 0o700)
    #expect(chmod(path.string, 0o750) == 0)
    #expect(throws: RuntimeFolder.Failure.notPrivate(path)) { try RuntimeFolder.open(path) }
    #expect(chmod(path.string, 0o700) == 0 && chown(path.string, 65534, 65534) == 0)
    #expect(throws: RuntimeFolder.Failure.notPrivate(path)) { try RuntimeFolder.open(path) }
    let link = folder.path.appending("link")
    #expect(symlink(folder.path.string, link.string) == 0)
    #expect(throws: RuntimeFolder.Failure.notPrivate(link)) { try RuntimeFolder.open(link) }
    let nowhere = folder.path.appending("none").appending("run")
    #expect(throws: RuntimeFolder.Failure.failed(nowhere, .noSuchFileOrDirectory)) {
      try RuntimeFolder.open(nowhere)
    }
  }

  @Test("the kernel's list of mounts is read with its escapes, and the last mount of a path is the one to see")
  func mountinfo() {
    let text = """
      22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
      23 22 0:20 / /mnt/with\\040space rw shared:3 master:1 - tmpfs none rw
      24 22 0:21 / /proc rw - proc proc rw
      25 22 0:22 / /data rw - ext4 /dev/sdb rw
      26 25 0:23 / /data rw shared:9 - xfs /dev/sdc rw
      27 25 0:24 / /data/inner rw - tmpfs none rw
      nonsense
      28 22 0:25 / /database rw
      29 22 0:26 / /odd\\9\\04 rw - tmpfs none rw
      """
    let table = MountTable(mountinfo: Array(text.utf8))
    #expect(
      table.mounts == [
        Mount(path: "/", type: "ext4"), Mount(path: "/data", type: "xfs"),
        Mount(path: "/data/inner", type: "tmpfs"), Mount(path: "/mnt/with space", type: "tmpfs"),
        Mount(path: "/odd\\9\\04", type: "tmpfs"), Mount(path: "/proc", type: "proc"),
      ])
    #expect(table.below("/data").map(\.path) == ["/data/inner"])
    #expect(table.below("/").count == 5)
  }

  @Test("random octets never trap the reader of mounts")
  func mountinfoTotality() {
    var random = SplitMix64(seed: 0x6d6f_756e_7473, for: #function)
    let alphabet = Array("/ab \\0419-\n:".utf8)
    for _ in 0..<5_000 {
      let bytes = (0..<Int(random.next() % 200)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
      for mount in MountTable(mountinfo: bytes).mounts { #expect(!mount.path.isEmpty) }
    }
  }

  @Test("the user's number outside is the number inside where there is no user namespace")
  func outerUser() {
    #expect(UserNamespace.isInitial)
    #expect(UserNamespace.outerUser == geteuid())
  }
}

/// A folder below /tmp that is gone with its object, and with everything in it.
final class TemporaryFolder: Sendable {
  let path: FilePath

  init() throws {
    var template = Array("/tmp/weft-linux-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
    path = FilePath(template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
  }

  deinit { TemporaryFolder.remove(path.string) }

  private static func remove(_ path: String) {
    if let status = try? MachineFiles.status(path), status.isFolder {
      for name in (try? MachineFiles.names(in: path)) ?? [] { remove(path + "/" + name) }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
