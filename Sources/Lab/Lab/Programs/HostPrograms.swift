import Foundation
import Linux
import Synchronization
import Topology

/// The programs of one host. Its sandbox (mounts, processes, name) is made with the first of them; until then the host
/// costs its network namespace alone.
final class HostPrograms: Sendable {
  private let name: String
  private let settings: HostSettings
  private let namespace: NetworkNamespace
  private let folder: URL
  private let sandbox = Mutex<HostSandbox?>(nil)

  /// `folder` is where the topology file is: paths in it are relative to that.
  init(name: String, settings: HostSettings, namespace: NetworkNamespace, folder: URL) {
    self.name = name
    self.settings = settings
    self.namespace = namespace
    self.folder = folder
  }

  /// The sandbox; made now if it is the first program.
  func enter(_ files: HostFiles) throws -> HostSandbox {
    try sandbox.withLock { sandbox in
      if let sandbox { return sandbox }
      do {
        let made = try HostSandbox.start(try configuration(files), network: namespace)
        sandbox = made
        return made
      } catch let error as SandboxError {
        throw LabError(.environment, "cannot make the file system of \(name): \(error)")
      }
    }
  }

  /// Ends every program.
  func stop() {
    sandbox.withLock { sandbox in
      sandbox?.stop()
      sandbox = nil
    }
  }

  /// Variables of every program of the host.
  var environment: [String] { settings.env.map { "\($0.name)=\($0.value)" } }

  /// Runs one line by the shell. A line that has not ended after `patience` goes on in the background.
  /// Answers what went wrong, or `nil`.
  func run(_ line: String, _ files: HostFiles, patience: Duration = .seconds(5)) async throws -> String? {
    let sandbox = try enter(files)
    let output = try OwnedDescriptor.open("/tmp", flags: O_RDWR | __O_TMPFILE)
    let base = [
      "PATH=\(Program.defaultSearchPath)", "HOME=/root", "TERM=dumb", "WEFT_HOST=\(name)",
    ]
    let program = Program(
      ["/bin/sh", "-c", line], environment: base + environment, standardOutput: output.raw, standardError: output.raw)
    let status = try await BackgroundProgram.run(program, in: sandbox, patience: patience)
    guard let status, !status.isSuccess else { return nil }
    return "'\(line)' ended with status \(status.rawValue): \(HostPrograms.firstLine(of: output))"
  }

  /// Gives a host that runs programs already the names of the lab as it is now. A program that looks a name up
  /// meanwhile sees the old names or the new.
  func refresh(_ files: HostFiles) async throws {
    guard let sandbox = sandbox.withLock({ $0 }) else { return }
    let names = try OwnedDescriptor.open("/tmp", flags: O_RDWR | __O_TMPFILE)
    try names.write(Array(files.hosts(of: name).utf8))
    guard lseek(names.raw, 0, SEEK_SET) == 0 else { return }
    let program = Program(
      ["/bin/sh", "-c", "cat > /etc/.hosts.new && mv -f /etc/.hosts.new /etc/hosts"],
      environment: ["PATH=\(Program.defaultSearchPath)"], standardInput: names.raw)
    _ = try await BackgroundProgram.run(program, in: sandbox, patience: .seconds(5))
  }

  private static func firstLine(of output: borrowing OwnedDescriptor) -> String {
    guard lseek(output.raw, 0, SEEK_SET) == 0, let bytes = try? output.read(upTo: 4096) else { return "" }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? "no output"
  }

  private func configuration(_ files: HostFiles) throws -> SandboxConfiguration {
    var own: [SandboxConfiguration.File] = []
    for file in settings.files {
      switch file.source {
      case .content(let text): own.append(.init(path: file.path, text: text))
      case .path(let path):
        guard let bytes = FileManager.default.contents(atPath: absolute(path)) else {
          throw LabError(.invalidFile, "cannot read \(path), a file of \(name)")
        }
        own.append(.init(path: file.path, octets: Array(bytes)))
      }
    }
    return SandboxConfiguration(
      hostName: name, hosts: files.hosts(of: name), resolver: files.resolver(for: settings), files: own,
      sharedPaths: settings.binds.map {
        .init(source: absolute($0.source), target: $0.target, isReadOnly: $0.isReadOnly)
      })
  }

  private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : folder.appendingPathComponent(path).standardizedFileURL.path
  }
}
