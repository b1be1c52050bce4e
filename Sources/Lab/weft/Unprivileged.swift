import Foundation
import Lab
import Linux

/// Running a lab without privilege: in a user namespace, where this user is root of the lab's own network and of
/// nothing else.
enum Unprivileged {
  /// Enters a user namespace where the command needs privilege and has none. It must come before the first thread.
  static func prepare(_ arguments: [String]) throws {
    let words = arguments.dropFirst()
    guard let verb = words.first, runsLive(verb, words), !Privilege.current.suffices,
      !words.contains("--detach"), !words.contains("-d"), !words.contains("--help"), !words.contains("-h")
    else { return }
    // Inside, this user looks like root: the folder of the control sockets is decided here.
    unsafe setenv(LabDirectory.variable, LabDirectory.path, 1)
    do { try UserNamespace.enter() } catch {
      throw LabError(.environment, "a lab needs root, or a user namespace, and \(error)")
    }
  }

  /// True for a command that makes namespaces and devices by itself.
  private static func runsLive(_ verb: String, _ words: ArraySlice<String>) -> Bool {
    switch verb {
    case "up", "deploy": true
    case "test", "matrix", "pingall": words.contains("--live") || words.contains("--both")
    default: false
    }
  }
}
