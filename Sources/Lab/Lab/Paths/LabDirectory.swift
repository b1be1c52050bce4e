import Foundation

/// Where the control sockets of a user's labs are: `$XDG_RUNTIME_DIR/weft`, or `/run/weft` for root, or
/// `/tmp/weft-UID`. The folder is the user's alone (mode 0700).
public enum LabDirectory {
  /// The variable that names another folder, for tests and for labs in a user namespace.
  public static let variable = "WEFT_RUNTIME_DIR"

  /// The folder of this user.
  public static var path: String {
    let environment = ProcessInfo.processInfo.environment
    if let given = environment[variable], !given.isEmpty { return given }
    if geteuid() == 0 { return "/run/weft" }
    if let runtime = environment["XDG_RUNTIME_DIR"], !runtime.isEmpty { return runtime + "/weft" }
    return "/tmp/weft-\(geteuid())"
  }

  /// The control socket of a lab.
  public static func socketPath(lab: String) -> String { "\(path)/\(lab).sock" }

  /// The lock that a running lab holds.
  public static func lockPath(lab: String) -> String { "\(path)/\(lab).lock" }

  /// Names of the labs that have a control socket, sorted.
  public static func runningLabs() -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(".sock") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Makes the folder, or checks that it is this user's and nobody else's.
  public static func prepare() throws {
    if unsafe mkdir(path, 0o700) != 0 && errno != EEXIST {
      throw LabError(
        .environment, "cannot make \(path): \(unsafe String(cString: strerror(errno)))",
        hint: "set XDG_RUNTIME_DIR to a folder of yours")
    }
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else {
      throw LabError(.environment, "\(path) is not a folder of this user")
    }
  }
}
