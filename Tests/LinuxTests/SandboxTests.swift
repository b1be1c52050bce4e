import Glibc
import SystemPackage
import Testing

@testable import Linux

@Suite("host sandboxes", .serialized)
struct SandboxTests {
  @Test("the files of the lab are in place, and what programs write does not reach the machine")
  func files() throws {
    let before = try Fingerprint()
    let machinesHosts = try read("/etc/hosts")
    let host = try Host()
    #expect(host.sandbox.fileView == .overlay)
    #expect(
      try host.run("cat /etc/hosts /etc/resolv.conf /etc/hostname").output
        == "127.0.0.1 lab\nnameserver 10.0.0.53\nalice\n")
    #expect(try host.run("hostname").output == "alice\n")
    let written = try host.run(
      """
      set -e
      for f in /etc/resolv.conf /etc/weft-probe /tmp/weft-probe /root/weft-probe /var/tmp/weft-probe /usr/weft-probe \
          /run/weft-probe /weft-probe /home/weft-probe /dev/shm/weft-probe; do
        echo changed > $f; grep -q changed $f
      done
      rm /etc/passwd; mv /etc/group /etc/group.moved; mkdir /opt/weft-probe
      echo done
      """)
    #expect(written == Ended(output: "done\n", status: 0))
    for folder in ["/etc", "/tmp", "/root", "/var/tmp", "/usr", "/run", "", "/home", "/dev/shm", "/opt"] {
      #expect(throws: Errno.noSuchFileOrDirectory) { try read(folder + "/weft-probe") }
    }
    #expect(try read("/etc/hosts") == machinesHosts)
    #expect(try !read("/etc/passwd").isEmpty)
    #expect(try host.run("cat /etc/weft-probe; test -e /etc/passwd").status == 1)
    #expect(host.sandbox.stop())
    #expect(try Fingerprint() == before)
  }

  @Test("two hosts do not see each other's files, and a new one starts afresh")
  func separation() throws {
    let (one, two) = (try Host(), try Host())
    #expect(try one.run("echo one > /tmp/mine; cat /tmp/mine").output == "one\n")
    #expect(try two.run("cat /tmp/mine").status == 1)
  }

  @Test("programs see no process of the machine and cannot reach one")
  func processes() throws {
    let host = try Host()
    let bystander = try Host()
    let program = try bystander.start("exec sleep 1000")
    #expect(try host.run("kill -0 \(program.process)").status == 1)
    #expect(try host.run("test -e /proc/\(program.process)").status == 1)
    // Init, and the shell that asks.
    #expect(try host.run("set -- /proc/[0-9]*; echo $#; cat /proc/1/comm").output == "2\nweft-init\n")
    // Everything that kill can name is the shell itself and what it started.
    #expect(try host.run("sleep 1000 & kill -9 -1; wait; echo alive").output == "alive\n")
    #expect(try host.run("pkill -9 sleep; echo $?").output == "1\n")
    #expect(kill(program.process, 0) == 0)
    #expect(kill(bystander.sandbox.process, 0) == 0)
    #expect(try host.run("kill -9 1; kill -TERM 1; echo still here").output == "still here\n")
  }

  @Test("a program's network is its host's")
  func network() throws {
    let host = try Host()
    var netlink = try NetlinkSocket(in: host.network)
    try netlink.perform([.addVeth("eth0", peer: "eth1"), .setLink(1, LinkChange(isUp: true))])
    #expect(try host.run("ls /sys/class/net | tr '\\n' ' '").output == "eth0 eth1 lo ")
    #expect(try host.run("cat /proc/net/dev | wc -l").output == "5\n")
    #expect(try host.run("echo 1 > /proc/sys/net/ipv4/ip_forward && cat /proc/sys/net/ipv4/ip_forward").output == "1\n")
    #expect(try Sysctl.get("net.ipv4.ip_forward", in: host.network) == "1")
  }

  @Test("the machine's own settings and devices cannot be changed")
  func machine() throws {
    let host = try Host()
    let swappiness = try read("/proc/sys/vm/swappiness")
    #expect(try host.run("echo 1 > /proc/sys/vm/swappiness").status != 0)
    #expect(try host.run("echo h > /proc/sysrq-trigger").status != 0)
    #expect(try host.run("echo x > /sys/class/net/lo/ifalias").status != 0)
    #expect(try host.run("mknod /tmp/disk b 8 0").status != 0)
    #expect(try host.run("date -s 2001-01-01").status != 0)
    #expect(try read("/proc/sys/vm/swappiness") == swappiness)
    let devices = "fd full net null ptmx pts random shm stderr stdin stdout tty urandom zero "
    #expect(try host.run("ls /dev | tr '\\n' ' '").output == devices)
    #expect(try host.run("echo gone > /dev/null; head -c2 /dev/zero | wc -c; ls /dev/pts").output == "2\nptmx\n")
    #expect(try host.run("hostname other && hostname").output == "other\n")
    var name = utsname()
    #expect(uname(&name) == 0)
    #expect(withUnsafeBytes(of: name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) } != "other")
  }

  @Test("a shared path is the machine's, read-only where that was asked for")
  func sharing() throws {
    let folder = try TemporaryFolder()
    let file = folder.path.appending("file").string
    try OwnedDescriptor.open(file, flags: O_WRONLY | O_CREAT).write(Array("machine".utf8))
    let host = try Host { configuration in
      configuration.sharedPaths = [
        .init(source: folder.path.string, target: "/data/open"),
        .init(source: folder.path.string, target: "/etc/closed/here", isReadOnly: true),
        .init(source: file, target: "/opt/one", isReadOnly: true),
      ]
      configuration.files.append(.init(path: "/etc/deep/er/file", text: "deep", mode: 0o600))
      configuration.files.append(.init(path: "/own/file", text: "own"))
      configuration.files.append(.init(path: "/var/lib/octets", octets: [0xff, 0, 0x41, 0, 0x80]))
    }
    #expect(try host.run("cat /data/open/file /etc/closed/here/file /opt/one").output == "machinemachinemachine")
    #expect(try host.run("cat /etc/deep/er/file /own/file; stat -c %a /etc/deep/er/file").output == "deepown600\n")
    #expect(try host.run("od -An -tx1 /var/lib/octets").output == " ff 00 41 00 80\n")
    #expect(try host.run("echo host > /data/open/new").status == 0)
    #expect(try read(folder.path.appending("new").string) == "host\n")
    #expect(try host.run("echo no > /etc/closed/here/new").status != 0)
    #expect(try host.run("echo no > /opt/one").status != 0)
    #expect(try read(file) == "machine")
  }

  @Test("without overlays the machine's files are read-only, and the lab's are still in place")
  func withoutOverlays() throws {
    let before = try Fingerprint()
    let host = try Host { $0.usesOverlays = false }
    #expect(host.sandbox.fileView == .readOnly)
    #expect(try host.run("cat /etc/hosts /etc/resolv.conf").output == "127.0.0.1 lab\nnameserver 10.0.0.53\n")
    for folder in ["/etc", "/usr", "/opt", "/var"] {
      #expect(try host.run("echo x > \(folder)/weft-probe").status != 0)
      #expect(throws: Errno.noSuchFileOrDirectory) { try read(folder + "/weft-probe") }
    }
    for folder in ["/tmp", "/run", "/var/tmp", "/root", "/home"] {
      #expect(try host.run("echo x > \(folder)/weft-probe && ls -A \(folder) | grep -vx lock").output == "weft-probe\n")
      #expect(throws: Errno.noSuchFileOrDirectory) { try read(folder + "/weft-probe") }
    }
    #expect(host.sandbox.stop())
    #expect(try Fingerprint() == before)
  }

  @Test("stopping ends every program of the host")
  func stopping() throws {
    let host = try Host()
    let program = try host.start("sleep 1000 & setsid sleep 1000 & exec sleep 1000")
    #expect(host.sandbox.stop())
    #expect(try program.wait() == ExitStatus(rawValue: 128 + SIGKILL))
    #expect(throws: ProgramError.self) { try host.run("true") }
    #expect(host.sandbox.stop())
  }

  @Test("a step that cannot be done is named")
  func failure() throws {
    let error = try #require(throws: SandboxError.self) {
      _ = try Host { $0.sharedPaths = [.init(source: "/nowhere", target: "/data")] }
    }
    #expect(error == SandboxError(step: "bind /nowhere to /sys/root/data", errno: .noSuchFileOrDirectory))
    let long = String(repeating: "x", count: 65)
    #expect(throws: SandboxError(step: "set the host name \(long)", errno: .invalidArgument)) {
      _ = try Host { $0.hostName = long }
    }
  }

  private func read(_ path: String) throws(Errno) -> String {
    String(decoding: try OwnedDescriptor.open(path, flags: O_RDONLY).read(upTo: 1 << 16), as: UTF8.self)
  }
}
