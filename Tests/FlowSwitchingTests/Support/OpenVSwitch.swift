import Foundation

/// An Open vSwitch of our own, with a datapath that lives in its process and ports that are files: no privilege, no
/// device, nothing of the machine's own switch. It ends with the object.
final class OpenVSwitch {
  struct Failed: Error, CustomStringConvertible { let description: String }

  /// How many ports the bridge br0 has, p1, p2 … of the numbers 1, 2 …
  let portCount: Int
  private let folder: URL
  private var daemons: [ChildProcess] = []
  private var control: ControlSocket?

  init(ports: Int) throws {
    portCount = ports
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("weft-ovs-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    do { try start() } catch {
      stop()
      throw error
    }
  }

  deinit { stop() }

  private func start() throws {
    try run(["ovsdb-tool", "create", path("conf.db"), "/usr/share/openvswitch/vswitch.ovsschema"])
    try spawn("ovsdb-server", "--remote=punix:\(path("db.sock"))", "--no-chdir", path("conf.db"))
    try vsctl("--no-wait", "init")
    try spawn(
      "ovs-vswitchd", "--enable-dummy=override", "--disable-system", "--no-chdir",
      "--unixctl=\(path("vswitchd.ctl"))", "unix:\(path("db.sock"))")
    try vsctl("set", "Open_vSwitch", ".", "other_config:vlan-limit=2")
    var arguments = ["add-br", "br0", "--", "set", "bridge", "br0", "datapath-type=dummy", "fail-mode=secure"]
    arguments.append("protocols=OpenFlow10,OpenFlow13,OpenFlow15")
    for port in 1...portCount {
      arguments += ["--", "add-port", "br0", "p\(port)", "--", "set", "interface", "p\(port)", "type=dummy"]
      arguments += ["ofport_request=\(port)", "options:tx_pcap=\(capture(port))"]
    }
    try vsctl(arguments)
    control = try ControlSocket(path: path("vswitchd.ctl"))
  }

  private func stop() {
    control = nil
    while daemons.popLast() != nil {}
    try? FileManager.default.removeItem(at: folder)
  }

  /// Replaces all flows by these.
  func replaceFlows(_ flows: [String]) throws {
    try run(["ovs-ofctl", "del-flows", "unix:\(path("br0.mgmt"))"])
    for version in OpenVSwitch.versions {
      let file = path("flows.txt")
      let some = flows.filter { OpenVSwitch.version($0) == version }
        .map { $0.replacing(/goto_table:(\d+)/) { "resubmit(,\($0.output.1))" } }
      try some.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
      try run(["ovs-ofctl", "-O", version, "--no-names", "add-flows", "unix:\(path("br0.mgmt"))", file])
    }
    // What its datapath remembers of the flows before is to be gone.
    try call("revalidator/wait", [])
  }

  /// The version of OpenFlow in which a flow is handed over. Version 1.0 takes the most, but loses the mask of a field
  /// that is set, and cannot push tags.
  static func version(_ flow: String) -> String {
    flow.contains("push_vlan") || flow.contains(/set_field:[^,]*\/[^,]*->/) ? "OpenFlow15" : "OpenFlow10"
  }

  private static let versions = ["OpenFlow10", "OpenFlow15"]

  /// Calls a command of the running daemon, as ovs-appctl does.
  @discardableResult
  func call(_ method: String, _ arguments: [String]) throws -> String {
    guard let control else { throw Failed(description: "ovs-vswitchd does not run") }
    return try control.call(method, arguments)
  }

  /// Hands a frame to a port.
  func receive(_ frame: [UInt8], port: Int) throws {
    try call("netdev-dummy/receive", ["p\(port)", frame.map { String(format: "%02x", $0) }.joined()])
  }

  /// The frames that a port has sent since it was made.
  func sent(port: Int) throws -> [[UInt8]] {
    let data = [UInt8](try Data(contentsOf: URL(fileURLWithPath: capture(port))))
    var frames: [[UInt8]] = []
    var offset = 24
    while offset + 16 <= data.count {
      let length = (8..<12).reversed().reduce(0) { $0 << 8 | Int(data[offset + $1]) }
      guard offset + 16 + length <= data.count else { break }
      frames.append(Array(data[(offset + 16)..<(offset + 16 + length)]))
      offset += 16 + length
    }
    return frames
  }

  /// Flows as Open vSwitch prints them, as `ADD priority=5,tcp cookie:0x7 actions=output:1`, each with the flow that
  /// it is.
  static func normalised(_ flows: [String]) throws -> [(flow: String, printed: String)] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("weft-flows-\(UUID().uuidString)")
    let output = file.appendingPathExtension("out")
    defer { for one in [file, output] { try? FileManager.default.removeItem(at: one) } }
    var result: [(flow: String, printed: String)] = []
    for version in versions {
      let some = flows.filter { self.version($0) == version }
      try some.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
      let text = try tool(["ovs-ofctl", "-O", version, "parse-flows", file.path], environment: [], output: output.path)
      let lines = text.split(separator: "\n").filter { $0.contains("FLOW_MOD") }
      guard lines.count == some.count else { throw Failed(description: "ovs-ofctl prints \(text)") }
      result += zip(some, lines).map { ($0, String($1)) }
    }
    return result
  }

  // MARK: Processes

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
  private func capture(_ port: Int) -> String { path("p\(port).pcap") }

  private var environment: [String] {
    ["OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR"].map { "\($0)=\(folder.path)" }
  }

  private func vsctl(_ arguments: String...) throws { try vsctl(arguments) }

  private func vsctl(_ arguments: [String]) throws {
    try run(["ovs-vsctl", "--retry", "--timeout=10", "--db=unix:\(path("db.sock"))"] + arguments)
  }

  private func run(_ arguments: [String]) throws {
    _ = try OpenVSwitch.tool(arguments, environment: environment, output: path("tool.txt"))
  }

  private func spawn(_ arguments: String...) throws {
    daemons.append(try ChildProcess(arguments, environment: environment))
  }

  /// What a program prints; a program that fails throws what it printed.
  private static func tool(_ arguments: [String], environment: [String], output: String) throws -> String {
    let status = try ChildProcess.run(arguments, environment: environment, output: output)
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self)
    guard status == 0 else {
      throw Failed(
        description: "\(arguments.joined(separator: " ")) ended with \(status): \(text)"
          + " (Debian has Open vSwitch in the package openvswitch-switch)")
    }
    return text
  }
}
