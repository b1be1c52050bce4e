import SystemPackage

/// The steps that furnish a sandbox: a pure function of what is wanted and of what the machine looks like.
///
/// ```
/// /sys            in the new mount namespace: the stage, a tmpfs (nothing of the machine's /sys is carried over)
///   upper/3       what the host writes in the third overlay
///   work/3        the overlay's own
///   files/0       texts, for where there is no overlay to put them
///   root          the new root: a part of the stage, mounted on itself
///     usr         an overlay of upper/3 on the machine's /usr
///     bin         the machine's symbolic link, made anew
///     proc sys dev
/// ```
///
/// Every folder of the root has an overlay of its own, because an unprivileged user may not put one over a folder
/// with other mounts below it: with one for all there would be none at all. Where an overlay fails the folder is bound
/// read-only instead.
struct SandboxPlan {
  /// Mounts that are carried over, at most.
  static let mountsMax = 1024
  static let stage = "/sys"
  static let root = stage + "/root"
  /// Folders that are empty rather than read-only where there is no overlay.
  static let emptyWithoutOverlay: Set<String> = ["/tmp", "/run", "/home", "/root"]

  let configuration: SandboxConfiguration
  let machine: MachineView
  var steps: [SandboxStep] = []
  private var overlays = 0

  /// Plans a sandbox in the namespace of `network`.
  init(_ configuration: SandboxConfiguration, network: Int32, machine: MachineView) throws(SandboxError) {
    self.configuration = configuration
    self.machine = machine
    guard machine.mounts.mounts.count <= SandboxPlan.mountsMax else {
      throw SandboxError(step: "carry over \(machine.mounts.mounts.count) mounts", errno: .outOfRange)
    }
    steps.append(SandboxStep(.join(network)))
    planStage()
    for entry in machine.rootEntries { plan(entry) }
    planDirectFiles()
    planDevices()
    planProc()
    planSharedPaths()
    steps.append(SandboxStep(.hostName(configuration.hostName)))
    steps.append(SandboxStep(.enterRoot(SandboxPlan.root)))
  }

  mutating func add(_ actions: SandboxStep.Action...) { steps += actions.map { SandboxStep($0) } }

  private mutating func planStage() {
    let (stage, root) = (SandboxPlan.stage, SandboxPlan.root)
    add(
      .mount(source: nil, target: "/", type: nil, options: nil, flags: [.private, .recursive]),
      .mount(
        source: "weft", target: stage, type: "tmpfs", options: "mode=0755,size=\(configuration.writableOctetsMax)",
        flags: [.noDevices]),
      .folder(root, mode: 0o755), .folder(stage + "/upper", mode: 0o755), .folder(stage + "/work", mode: 0o755),
      .folder(stage + "/files", mode: 0o755),
      .mount(source: root, target: root, type: nil, options: nil, flags: [.bind]))
  }

  private mutating func plan(_ entry: MachineView.Entry) {
    let inside = SandboxPlan.root + entry.path
    switch entry.kind {
    case .symbolicLink(let target): add(.symbolicLink(inside, to: target))
    case .folder(let status, let treatment):
      add(.folder(inside, mode: status.permissions))
      switch treatment {
      case .overlay: planOverlay(entry.path, status, below: machine.mounts.below(entry.path))
      case .readOnly:
        steps += SandboxPlan.bindReadOnly(entry.path, below: machine.mounts.below(entry.path))
      case .empty, .absent:
        if entry.path == "/run" { add(.folder(inside + "/lock", mode: 0o1777)) }
      }
    }
  }

  /// Overlays `path`, and then what is mounted below it; failing that, binds all of it read-only.
  private mutating func planOverlay(_ path: String, _ status: MachineFiles.Status, below: [Mount]) {
    let substitute = self.substitute(for: path, below: below)
    steps += overlay(path, status, instead: substitute.count + 1)
    var mounts: [SandboxStep] = []
    for mount in machine.visible(below) { mounts += carry(mount) }
    steps += substitute
    var end = SandboxStep(.skip)
    end.skipOnSuccess = mounts.count
    steps.append(end)
    steps += mounts
  }

  /// The steps of one overlay. The last of them, the mount, skips `instead` steps where it succeeds.
  private mutating func overlay(_ path: String, _ status: MachineFiles.Status, instead: Int) -> [SandboxStep] {
    let (upper, work) = ("\(SandboxPlan.stage)/upper/\(overlays)", "\(SandboxPlan.stage)/work/\(overlays)")
    overlays += 1
    var steps = [SandboxStep(.folder(upper, mode: status.permissions))]
    steps += owner(of: upper, status)
    steps += files(in: path, upper: upper)
    steps.append(SandboxStep(.folder(work, mode: 0o700)))
    var options = "lowerdir=\(path),upperdir=\(upper),workdir=\(work)"
    if machine.isInUserNamespace { options += ",userxattr" }
    var mount = SandboxStep(
      .mount(
        source: "overlay", target: SandboxPlan.root + path, type: "overlay", options: options, flags: [.noDevices]))
    // A path with one of the options' separators in it is not worth quoting; a type that no kernel has fails the same.
    if !configuration.usesOverlays || path.contains(where: { ",:\\".contains($0) }) {
      mount.action = .mount(
        source: "none", target: SandboxPlan.root + path, type: "none", options: nil, flags: [])
    }
    mount.skipOnSuccess = instead
    mount.skipOnFailure = 0
    mount.successMark = .overlaid
    mount.failureMark = .notOverlaid
    return steps + [mount]
  }

  /// What takes the place of an overlay that failed.
  private func substitute(for path: String, below: [Mount]) -> [SandboxStep] {
    var steps = SandboxPlan.emptyWithoutOverlay.contains(path) ? [] : SandboxPlan.bindReadOnly(path, below: below)
    if path == "/var" { steps.append(SandboxPlan.emptyFolder("/var/tmp", mode: "1777").optional) }
    for (index, file) in machine.places(of: configuration.files) where file.path.isPath(atOrBelow: path) {
      let (text, target) = ("\(SandboxPlan.stage)/files/\(index)", machine.destination(of: file.path))
      steps.append(SandboxStep(.file(text, octets: file.octets, mode: file.mode)))
      if SandboxPlan.emptyWithoutOverlay.contains(where: { target.isPath(atOrBelow: $0) }) {
        steps += SandboxPlan.folders(above: target, below: SandboxPlan.root).map(\.optional)
        steps.append(SandboxStep(.file(SandboxPlan.root + target, octets: file.octets, mode: file.mode)).optional)
      } else {
        steps.append(
          SandboxStep(
            .mount(source: text, target: SandboxPlan.root + target, type: nil, options: nil, flags: [.bind])
          ).optional)
      }
    }
    return steps
  }

  /// The steps for a mount below an overlaid folder.
  private mutating func carry(_ mount: Mount) -> [SandboxStep] {
    guard let status = machine.status(of: mount.path) else { return [] }
    switch MountTreatment(mount, isFolder: status.isFolder) {
    case .absent: return []
    case .empty:
      return [SandboxPlan.emptyFolder(mount.path, mode: String(status.permissions, radix: 8)).optional]
    case .readOnly: return SandboxPlan.bindReadOnly(mount.path, below: []).map(\.optional)
    case .overlay:
      let substitute = SandboxPlan.bindReadOnly(mount.path, below: []).map(\.optional)
      return overlay(mount.path, status, instead: substitute.count) + substitute
    }
  }

  static func bindReadOnly(_ path: String, below: [Mount]) -> [SandboxStep] {
    [
      SandboxStep(
        .mount(source: path, target: root + path, type: nil, options: nil, flags: [.bind, .recursive])),
      SandboxStep(.readOnly(root + path)),
    ] + below.map { SandboxStep(.readOnly(root + $0.path)).optional }
  }

  static func emptyFolder(_ path: String, mode: String) -> SandboxStep {
    SandboxStep(
      .mount(source: "weft", target: root + path, type: "tmpfs", options: "mode=\(mode)", flags: [.noDevices]))
  }

  /// Steps that make the folders on the way to `path` in `place`; those that exist are left alone.
  static func folders(above path: String, below place: String) -> [SandboxStep] {
    var made = place
    return path.split(separator: "/").dropLast().map { part in
      made += "/" + part
      return SandboxStep(.folder(made, mode: 0o755))
    }
  }
}
