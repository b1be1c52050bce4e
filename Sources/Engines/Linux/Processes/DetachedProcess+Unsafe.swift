import CLinux
public import SystemPackage

/// This very program, started anew in the background.
public enum DetachedProcess {
  /// The descriptor that the new process finds `inherited` at.
  public static var inheritedDescriptor: Int32 { 3 }

  /// Starts /proc/self/exe in a session of its own, with nothing to read, `output` as its output and error, and
  /// `inherited`, if any, as descriptor 3. Every other descriptor is closed. It outlives this process. The first of
  /// `arguments` is the program's name. Returns the new process.
  public static func start(
    arguments: [String], environment: [String], output: Int32, inherited: Int32? = nil
  ) throws(Errno) -> Int32 {
    let texts = CStrings()
    var process: pid_t = 0
    let result = unsafe texts.array(arguments).withUnsafeBufferPointer { arguments in
      unsafe texts.array(environment).withUnsafeBufferPointer { environment in
        unsafe lx_detach(arguments.baseAddress, environment.baseAddress, output, inherited ?? -1, &process)
      }
    }
    withExtendedLifetime(texts) {}
    try checked(result)
    return process
  }
}
