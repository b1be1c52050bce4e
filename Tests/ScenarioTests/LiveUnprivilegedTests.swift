import Foundation
import Testing

/// `up` by a user who is not root. The machine's own /dev/net/tun is not touched: the user sees one of the test's, on a
/// file system of its own, that is open to everybody or to root alone.
@Suite("Live without privilege", .serialized)
struct LiveUnprivilegedTests {
  private static let user: UInt32 = 65_534

  /// Runs a script as that user, with weft as `$weft` and the topology as `$file`.
  private func run(_ script: String, tunMode: String, in bench: LabBench) throws -> Outcome {
    let home = bench.folder.appendingPathComponent("home")
    let owned: [FileAttributeKey: Any] = [.ownerAccountID: Self.user, .groupOwnerAccountID: Self.user]
    try FileManager.default.createDirectory(
      at: home, withIntermediateDirectories: true, attributes: owned.merging([.posixPermissions: 0o700]) { $1 })
    let weft = bench.folder.appendingPathComponent("weft").path
    try FileManager.default.copyItem(atPath: bench.weftPath, toPath: weft)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: weft)
    let file = try bench.copy("quickstart")
    let device = """
      mount -t tmpfs -o mode=755 tmpfs /dev/net && mknod -m \(tunMode) /dev/net/tun c 10 200 &&
      exec setpriv --reuid=\(Self.user) --regid=\(Self.user) --clear-groups --no-new-privs sh -c "$0"
      """
    return try bench.start([
      "env", "HOME=\(home.path)", "WEFT_RUNTIME_DIR=\(home.path)/run", "weft=\(weft)", "file=\(file)",
      "unshare", "-m", "sh", "-c", device, "cd \(home.path) && \(script)",
    ]).finish()
  }

  @Test("a user brings a lab up in a user namespace, uses it, and takes it down")
  func works() throws {
    let bench = try LabBench()
    let before = try bench.machine()
    let outcome = try run(
      """
      id -u && "$weft" up -d -q "$file" && "$weft" exec quickstart alice -- ping -q -c2 -i0.2 -W3 web &&
      "$weft" exec quickstart guest -- curl -sS -m5 http://web/ && "$weft" down quickstart
      """, tunMode: "0666", in: bench)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.hasPrefix("\(Self.user)\n"), "\(outcome)")
    #expect(outcome.output.contains("2 received, 0% packet loss"), "\(outcome)")
    #expect(outcome.output.contains("Hello from web."), "\(outcome)")
    #expect(outcome.output.hasSuffix("lab quickstart is down\n"), "\(outcome)")
    #expect(try bench.machine() == before)
    let sockets = bench.folder.appendingPathComponent("home/run").path
    #expect(bench.wait { ((try? FileManager.default.contentsOfDirectory(atPath: sockets)) ?? []).isEmpty })
  }

  @Test("where the user may not open /dev/net/tun, one sentence says so, with exit code 3")
  func closed() throws {
    let bench = try LabBench()
    let before = try bench.machine()
    for mode in ["", "-d"] {
      try? FileManager.default.removeItem(at: bench.folder.appendingPathComponent("weft"))
      try? FileManager.default.removeItem(at: bench.folder.appendingPathComponent("quickstart.weft.yml"))
      let outcome = try run("exec \"$weft\" up -q \(mode) \"$file\"", tunMode: "0600", in: bench)
      #expect(outcome.status == 3 && outcome.output.isEmpty, "\(outcome)")
      let lines = outcome.errors.split(separator: "\n")
      #expect(lines.first == "error: no permission to use /dev/net/tun", "\(outcome)")
      #expect(lines.dropFirst().allSatisfy { $0.contains("hint: ") } && lines.count <= 2, "\(outcome)")
    }
    #expect(try bench.machine() == before)
  }
}
