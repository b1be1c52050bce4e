/// How a program ended, as a shell tells it.
public struct ExitStatus: RawRepresentable, Hashable, Sendable {
  /// 0 to 255; 128 and more: ended by the signal of the number above 128.
  public let rawValue: Int32

  /// Makes a status of its number.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The program said that all went well.
  public var isSuccess: Bool { rawValue == 0 }

  /// The program's file was not found.
  public static var notFound: ExitStatus { ExitStatus(rawValue: 127) }
  /// The program's file could not be executed.
  public static var notExecutable: ExitStatus { ExitStatus(rawValue: 126) }
}
