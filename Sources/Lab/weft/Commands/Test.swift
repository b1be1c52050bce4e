import ArgumentParser
import Lab
import LabTesting

/// Runs the checks of topology files. `Run` is what runs those of one file.
struct Test<Run: TestRunning>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "test",
      abstract: "Run the checks of topology files: in virtual time, live, or both.",
      discussion: """
        Examples:
          weft test office.weft.yml
          weft test topologies/ --junit results.xml
          weft test office.weft.yml --both
          weft test office.weft.yml --watch --only web
        Simulated runs need no privilege and are the same on every machine. With --live the same checks are made \
        with real sockets in the namespaces of the lab. With --both they fail where the two disagree.

        Exit codes: 0 every check holds, 1 one failed or is undecided, 2 a file is wrong, 3 the environment cannot \
        run it. Of several files the largest counts.
        """)
  }

  @Argument(
    help: "Topology files, or folders of them; may be left out where the folder has one alone.",
    completion: .file(extensions: ["yml", "yaml"]))
  var files: [String] = []
  @Flag(help: "Run live: real sockets in network namespaces.")
  var live = false
  @Flag(help: "Run simulated and live, and fail where they disagree.")
  var both = false
  @Option(help: "The seed of chance in the run. (default: the file's, or 1)")
  var seed: UInt64?
  @Flag(help: "Print the digest over every packet event of a simulated run.")
  var digest = false
  @Option(help: "How to print: text, json or tap.")
  var format: TestFormat = .text
  @Flag(name: .customLong("tap"), help: "Print TAP version 14; the same as --format tap.")
  var isTAP = false
  @Option(help: "Also write the results as JUnit XML into this file.")
  var junit: String?
  @Flag(help: "Run again whenever a file changes.")
  var watch = false
  @Option(help: "Only checks whose title has this text.")
  var only: String?
  @Flag(help: "List the checks and run none.")
  var list = false
  @Flag(name: .shortAndLong, help: "Tell the story of checks that pass, too.")
  var verbose = false
  @Option(help: "Capture every packet of the run into this pcapng file.")
  var capture: String?

  init() {}

  func validate() throws {
    if live && both { throw ValidationError("--both runs live, too: leave out --live") }
    if digest && live { throw ValidationError("a live run has no digest: leave out --live or --digest") }
    if capture != nil && both { throw ValidationError("--capture writes one run: leave out --both, or use --live") }
    if isTAP && format == .json { throw ValidationError("--tap and --format json are two formats: choose one") }
    if watch && list { throw ValidationError("--list runs nothing that --watch could run again") }
  }

  func run() async throws {
    let named = try TestPaths.files(files)
    // The lone file of the folder is found once, so that it can be watched.
    let paths = named.isEmpty ? [try LabFile(path: nil).path] : named
    if capture != nil, paths.count > 1 {
      throw LabError(.invalidFile, "--capture writes one run, and \(paths.count) files are named")
    }
    let round = TestRound<Run>(
      paths: paths, engines: both ? .both : live ? .live : .simulated,
      options: TestOptions(seed: seed, only: only, wantsDigest: digest, wantsStories: verbose, capture: capture),
      format: isTAP ? .tap : format, style: .output(isVerbose: verbose), junit: junit)
    if list { return try round.list() }
    if watch { try await TestWatch.run(paths) { try await round.run() } }
    let code = try await round.run()
    if code != 0 { throw ExitCode(code) }
  }
}
