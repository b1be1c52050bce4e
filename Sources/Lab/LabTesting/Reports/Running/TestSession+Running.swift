import Lab
public import Topology

/// The engines that checks are run on.
public enum EngineChoice: Sendable {
  /// In virtual time.
  case simulated
  /// With real sockets.
  case live
  /// First the one, then the other, and the two are compared.
  case both

  /// The engines in the order in which they are run.
  public var engines: [TestEngine] {
    switch self {
    case .simulated: [.simulated]
    case .live: [.live]
    case .both: [.simulated, .live]
    }
  }
}

extension TestSession {
  /// Runs the checks of files, one after the other. A file that cannot be run is a problem of the session and does not
  /// keep the others from being run.
  ///
  /// - Parameters:
  ///   - run: What runs the checks of one file.
  ///   - paths: The files; `nil` is the lone one of the folder.
  ///   - show: Is given what there is to say about each file that is run, such as warnings; what is wrong with one that is
  ///     not is its problem.
  ///   - progress: Is told how far the run of a file has come.
  public static func run<Run: TestRunning>(
    _ run: Run.Type, paths: [String?], on engines: EngineChoice, options: TestOptions,
    show: ([Diagnostic]) -> Void, progress: @escaping ProgressHandler
  ) async -> TestSession {
    var session = TestSession()
    for path in paths {
      do {
        let file = try LabFile(path: path)
        _ = try file.target()
        show(file.diagnostics)
        await session.add(try run.init(file: file, options: options), of: file.path, on: engines, progress)
      } catch { session.add(error, file: path ?? "", engine: nil) }
    }
    return session
  }

  private mutating func add(
    _ run: some TestRunning, of file: String, on engines: EngineChoice, _ progress: @escaping ProgressHandler
  ) async {
    var done: [TestReport] = []
    for engine in engines.engines {
      do {
        switch engine {
        case .simulated: done.append(try run.simulated(progress: progress))
        case .live: done.append(try await run.live(progress: progress))
        }
      } catch { add(error, file: file, engine: engine) }
    }
    reports += done
    if done.count == 2 { comparisons.append(EngineComparison(simulated: done[0], live: done[1])) }
  }

  private mutating func add(_ error: any Error, file: String, engine: TestEngine?) {
    switch error {
    case let error as InvalidFile:
      let file = error.diagnostics.first?.file ?? file
      problems.append(
        RunProblem(file: file, kind: .invalidFile, message: error.diagnostics.text() + error.diagnostics.summary))
    case let error as LabError:
      problems.append(RunProblem(file: file, engine: engine, kind: error.kind, message: error.description))
    default: problems.append(RunProblem(file: file, engine: engine, kind: .failed, message: "\(error)"))
    }
  }
}
