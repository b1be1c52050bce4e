/// One step of the furnishing of a sandbox, which its init process carries out.
///
/// Steps are a small program: one that may fail says how many of the next steps to leave out then, and so does one
/// that makes the next steps needless.
struct SandboxStep: Hashable {
  enum Action: Hashable {
    /// Enter the namespace of a descriptor.
    case join(Int32)
    /// Mount a file system, or a part of one again.
    case mount(source: String?, target: String, type: String?, options: String?, flags: MountFlags)
    /// Make the mount at a path read-only.
    case readOnly(String)
    /// Make a folder, unless there is one.
    case folder(String, mode: UInt32)
    /// Give a file to a user and a group.
    case owner(String, user: UInt32, group: UInt32)
    /// Write a file.
    case file(String, octets: [UInt8], mode: UInt32)
    /// Make a symbolic link.
    case symbolicLink(String, to: String)
    /// Set the host's name.
    case hostName(String)
    /// Nothing, but leave out what `skipOnSuccess` says.
    case skip
    /// Make a folder the root of everything.
    case enterRoot(String)
  }

  var action: Action
  /// Steps to leave out after this one.
  var skipOnSuccess = 0
  /// Steps to leave out where this one fails; nil: the sandbox fails.
  var skipOnFailure: Int?
  /// What to report after success and after failure.
  var successMark: Mark = []
  var failureMark: Mark = []

  /// What the init process reports beside success.
  struct Mark: OptionSet, Hashable {
    let rawValue: UInt32
    /// An overlay was mounted.
    static var overlaid: Mark { Mark(rawValue: 1) }
    /// An overlay could not be mounted.
    static var notOverlaid: Mark { Mark(rawValue: 2) }
  }

  init(_ action: Action) { self.action = action }

  /// The same step, which may fail without harm.
  var optional: SandboxStep {
    var step = self
    step.skipOnFailure = 0
    return step
  }
}

/// Flags of mount(2).
struct MountFlags: OptionSet, Hashable {
  let rawValue: UInt
  static var readOnly: MountFlags { MountFlags(rawValue: 1) }
  static var noSetUserID: MountFlags { MountFlags(rawValue: 2) }
  static var noDevices: MountFlags { MountFlags(rawValue: 4) }
  static var noPrograms: MountFlags { MountFlags(rawValue: 8) }
  static var bind: MountFlags { MountFlags(rawValue: 4096) }
  static var recursive: MountFlags { MountFlags(rawValue: 16384) }
  static var `private`: MountFlags { MountFlags(rawValue: 1 << 18) }
}

extension SandboxStep: CustomStringConvertible {
  /// What it does, for errors.
  var description: String {
    switch action {
    case .join: "enter the network namespace"
    case .mount(_, let target, let type?, _, _): "mount \(type) on \(target)"
    case .mount(let source?, let target, nil, _, _): "bind \(source) to \(target)"
    case .mount(nil, let target, nil, _, _): "make mounts below \(target) private"
    case .readOnly(let path): "make \(path) read-only"
    case .folder(let path, _): "make the folder \(path)"
    case .owner(let path, _, _): "set the owner of \(path)"
    case .file(let path, _, _): "write the file \(path)"
    case .symbolicLink(let path, _): "make the link \(path)"
    case .hostName(let name): "set the host name \(name)"
    case .skip: "go on"
    case .enterRoot: "enter the new root"
    }
  }
}
