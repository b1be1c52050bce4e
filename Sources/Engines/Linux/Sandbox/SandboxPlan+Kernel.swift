extension SandboxPlan {
  /// Devices of the machine that a sandbox has: those that hold nothing.
  static let devices = ["null", "zero", "full", "random", "urandom", "tty", "net/tun"]
  /// Parts of /proc that are the whole machine's: they may be read. /proc/sys/net is the network namespace's own.
  static let machineWide = ["sys", "sysrq-trigger", "irq", "bus", "fs", "acpi", "scsi"]

  /// A /dev with the harmless devices, terminals of its own and shared memory of its own.
  mutating func planDevices() {
    let dev = SandboxPlan.root + "/dev"
    add(
      .folder(dev, mode: 0o755),
      .mount(source: "weft", target: dev, type: "tmpfs", options: "mode=0755,size=1m", flags: [.noSetUserID]),
      .folder(dev + "/net", mode: 0o755), .folder(dev + "/pts", mode: 0o755), .folder(dev + "/shm", mode: 0o1777))
    for device in SandboxPlan.devices {
      add(.file("\(dev)/\(device)", octets: [], mode: 0o666))
      let bind = SandboxStep(
        .mount(source: "/dev/\(device)", target: "\(dev)/\(device)", type: nil, options: nil, flags: [.bind]))
      steps.append(device == "null" ? bind : bind.optional)
    }
    // Group 5 is "tty" everywhere; in a user namespace it is nobody's.
    let group = machine.isInUserNamespace ? "" : ",gid=5"
    add(
      .mount(
        source: "devpts", target: dev + "/pts", type: "devpts", options: "newinstance,ptmxmode=0666,mode=0620" + group,
        flags: [.noSetUserID, .noPrograms]),
      .mount(
        source: "weft", target: dev + "/shm", type: "tmpfs",
        options: "mode=1777,size=\(configuration.writableOctetsMax)", flags: [.noSetUserID, .noDevices]))
    for (name, target) in [
      ("ptmx", "pts/ptmx"), ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"),
      ("stderr", "/proc/self/fd/2"),
    ] {
      add(.symbolicLink("\(dev)/\(name)", to: target))
    }
  }

  /// The process namespace's /proc, where only what is the host's own can be written, and the network namespace's
  /// /sys, read-only.
  mutating func planProc() {
    let proc = SandboxPlan.root + "/proc"
    let sys = SandboxPlan.root + "/sys"
    add(
      .folder(proc, mode: 0o555), .folder(sys, mode: 0o555),
      .mount(
        source: "proc", target: proc, type: "proc", options: nil, flags: [.noSetUserID, .noDevices, .noPrograms]),
      // First the part that stays writable, then what it is a part of, which takes it along.
      .mount(
        source: proc + "/sys/net", target: proc + "/sys/net", type: nil, options: nil, flags: [.bind]))
    for part in SandboxPlan.machineWide {
      let path = "\(proc)/\(part)"
      var bind = SandboxStep(
        .mount(source: path, target: path, type: nil, options: nil, flags: [.bind, .recursive]))
      // Failing, there is no such part, and nothing to make read-only.
      bind.skipOnFailure = 1
      steps.append(bind)
      add(.readOnly(path))
    }
    steps.append(
      SandboxStep(
        .mount(
          source: "sysfs", target: sys, type: "sysfs", options: nil,
          flags: [.readOnly, .noSetUserID, .noDevices, .noPrograms])
      ).optional)
  }
}
