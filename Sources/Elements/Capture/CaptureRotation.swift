/// When a capture goes on in a new file, and how the files are called: `office.pcapng` becomes `office.00001.pcapng`,
/// `office.00002.pcapng` and so on.
public struct CaptureRotation: Hashable, Sendable {
  /// Octets that a file may have; `nil` for one file without end. A file has at least one packet all the same.
  public var fileSizeMax: UInt64?
  /// Files that are kept, the newest; `nil` keeps all.
  public var filesMax: Int?

  /// Sets the bounds.
  public init(fileSizeMax: UInt64? = nil, filesMax: Int? = nil) {
    self.fileSizeMax = fileSizeMax
    self.filesMax = filesMax
  }

  /// One file without end.
  public static var none: CaptureRotation { CaptureRotation() }

  /// What file `number`, from 1, of the capture into `path` is called: `path` itself where there is but one. The number
  /// goes in front of the extension, with at least five digits, so that a list of the files is in order.
  public func path(_ path: String, number: Int) -> String {
    guard fileSizeMax != nil else { return path }
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    let folder = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let dot = path[folder...].lastIndex(of: "."), dot > folder else { return "\(path).\(padded)" }
    return "\(path[..<dot]).\(padded)\(path[dot...])"
  }

  /// The number of the file that is to be removed when file `number` begins; `nil` where none is.
  public func obsolete(beginning number: Int) -> Int? {
    guard let filesMax, number > max(1, filesMax) else { return nil }
    return number - max(1, filesMax)
  }
}
