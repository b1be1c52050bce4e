import Foundation
import Lab

/// Running in the background: `up --detach` starts itself again in a session of its own and waits until the lab is up.
enum Detached {
  static func start(lab: String, file: String, quiet: Bool) throws {}
  static func reportReady() {}
}
