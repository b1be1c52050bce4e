/// A program to be started, and what it is started with.
public struct Program: Sendable {
  /// Its name, looked for in the search path unless there is a `/` in it, and its arguments. At least the name.
  public var arguments: [String]
  /// Its environment, `NAME=value` each. `PATH` among them is the search path.
  public var environment: [String]
  /// The folder to start in; the root where it does not exist.
  public var folder: String
  /// Its standard input; nil: nothing to read.
  public var standardInput: Int32?
  /// Its standard output; nil: into the void.
  public var standardOutput: Int32?
  /// Its standard error; nil: into the void.
  public var standardError: Int32?
  /// It is in the background: out of reach of the terminal's keys.
  public var isInBackground: Bool

  /// Makes a program.
  public init(
    _ arguments: [String], environment: [String], folder: String = "/", standardInput: Int32? = nil,
    standardOutput: Int32? = nil, standardError: Int32? = nil, isInBackground: Bool = true
  ) {
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
    self.standardInput = standardInput
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.isInBackground = isInBackground
  }

  /// The search path where the environment has none.
  public static var defaultSearchPath: String {
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  }

  /// Where the name is looked for.
  var searchPath: String {
    environment.last { $0.hasPrefix("PATH=") }.map { String($0.dropFirst(5)) } ?? Program.defaultSearchPath
  }
}
