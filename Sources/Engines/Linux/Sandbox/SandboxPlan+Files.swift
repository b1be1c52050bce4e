extension SandboxPlan {
  /// Files and the places of shared paths that lie in the overlay of `region`, put where the overlay will take them
  /// from: so nobody needs a permission that the machine's folder does not give, and a symbolic link of the machine is
  /// replaced, not followed.
  func files(in region: String, upper: String) -> [SandboxStep] {
    var steps: [SandboxStep] = []
    for (_, file) in machine.places(of: configuration.files) where machine.region(of: file.path) == region {
      steps += mirrored(file.path, in: region, upper: upper)
      steps.append(SandboxStep(.file(upper + file.path.dropFirst(region.count), octets: file.octets, mode: file.mode)))
    }
    for shared in configuration.sharedPaths {
      let target = machine.place(of: shared.target)
      guard machine.region(of: target) == region, target != region else { continue }
      steps += mirrored(target, in: region, upper: upper)
      steps.append(SandboxPlan.mountPoint(upper + target.dropFirst(region.count), machine.status(of: shared.source)))
    }
    return steps
  }

  /// The folders between `region` and `path`, made in `upper` with the permissions that they have on the machine.
  private func mirrored(_ path: String, in region: String, upper: String) -> [SandboxStep] {
    var steps: [SandboxStep] = []
    var below = ""
    for part in path.dropFirst(region.count).split(separator: "/").dropLast() {
      below += "/" + part
      let status = machine.status(of: region + below)
      steps.append(SandboxStep(.folder(upper + below, mode: status?.permissions ?? 0o755)))
      if let status { steps += owner(of: upper + below, status) }
    }
    return steps
  }

  /// Gives a folder the owner that the machine's has. In a user namespace everything is the one user's.
  func owner(of path: String, _ status: MachineFiles.Status) -> [SandboxStep] {
    guard !machine.isInUserNamespace, status.owner != 0 || status.group != 0 else { return [] }
    return [SandboxStep(.owner(path, user: status.owner, group: status.group))]
  }

  /// Something of the same kind as `source` to mount it on.
  private static func mountPoint(_ path: String, _ source: MachineFiles.Status?) -> SandboxStep {
    source?.isFolder == false
      ? SandboxStep(.file(path, octets: [], mode: 0o644)) : SandboxStep(.folder(path, mode: 0o755))
  }

  /// Files and mount points that are in no overlay, but in a folder of the sandbox's own.
  mutating func planDirectFiles() {
    for (_, file) in machine.places(of: configuration.files) where machine.region(of: file.path) == nil {
      steps += SandboxPlan.folders(above: file.path, below: SandboxPlan.root)
      add(.file(SandboxPlan.root + file.path, octets: file.octets, mode: file.mode))
    }
    for shared in configuration.sharedPaths {
      let target = machine.place(of: shared.target)
      guard machine.region(of: target) == nil else { continue }
      steps += SandboxPlan.folders(above: target, below: SandboxPlan.root)
      steps.append(SandboxPlan.mountPoint(SandboxPlan.root + target, machine.status(of: shared.source)))
    }
  }

  /// What is shared with the machine is mounted last, over everything.
  mutating func planSharedPaths() {
    for shared in configuration.sharedPaths {
      let target = SandboxPlan.root + machine.place(of: shared.target)
      add(.mount(source: shared.source, target: target, type: nil, options: nil, flags: [.bind, .recursive]))
      if shared.isReadOnly { add(.readOnly(target)) }
    }
  }
}
