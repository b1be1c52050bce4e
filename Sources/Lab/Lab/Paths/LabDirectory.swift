import Foundation
import Linux
import SystemPackage

/// Where the control sockets of a user's labs are: `$XDG_RUNTIME_DIR/weft`, or `/run/weft` for root, or
/// `/tmp/weft-UID`. The folder is the user's alone (mode 0700).
public enum LabDirectory {
  /// The variable that names another folder, for tests and for labs in a user namespace.
  public static let variable = "WEFT_RUNTIME_DIR"

  /// True where the user named the folder: then it is the user's to take away.
  static var isChosen: Bool { !(ProcessInfo.processInfo.environment[variable] ?? "").isEmpty }

  /// The folder of this user.
  public static var path: String {
    let environment = ProcessInfo.processInfo.environment
    if let given = environment[variable], !given.isEmpty { return given }
    return RuntimeFolder.path(name: "weft", base: environment["XDG_RUNTIME_DIR"]).string
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
    do { try RuntimeFolder.open(FilePath(path)) } catch {
      throw LabError(
        .environment, "cannot keep control sockets: \(error)", hint: "set \(variable) to a folder of yours, mode 0700")
    }
  }
}
