import Foundation

/// Flags of open(2), and the removal of a file that may be gone already.
enum FileFlags {
  static var write: Int32 { O_WRONLY }
  static var create: Int32 { O_CREAT }
  static var truncate: Int32 { O_TRUNC }

  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
