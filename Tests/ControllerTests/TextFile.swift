import Glibc

/// A file of the repository.
enum TextFile {
  struct Missing: Error { let path: String }

  static func read(_ path: String) throws -> String {
    guard let file = fopen(path, "re") else { throw Missing(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var octet = getc(file)
    while octet != EOF {
      bytes.append(UInt8(truncatingIfNeeded: octet))
      octet = getc(file)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
