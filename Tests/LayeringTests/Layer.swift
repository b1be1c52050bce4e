/// One target of the package, and what it may import. Reading order is dependency order: what is not listed is not
/// allowed, so a new dependency is a decision that is made here.
struct Layer {
  /// Folders under `Sources`; each is a group of targets.
  enum Group: String, CaseIterable {
    case core = "Core"
    case elements = "Elements"
    case engines = "Engines"
    case control = "Control"
    case lab = "Lab"

    /// Groups whose code runs under virtual time and must do the same things again when run again.
    var isDeterministic: Bool {
      switch self {
      case .core, .elements: true
      case .engines, .control, .lab: false
      }
    }
  }

  let group: Group
  let name: String
  /// Targets of this package.
  let own: Set<String>
  /// Modules of other packages and of the system.
  let foreign: Set<String>

  init(_ group: Group, _ name: String, _ own: Set<String> = [], foreign: Set<String> = []) {
    self.group = group
    self.name = name
    self.own = own
    self.foreign = foreign
  }

  /// Everything that a source of this target may name in an `import`.
  var allowed: Set<String> { own.union(foreign).union(Layer.everywhere) }

  /// Parts of the Swift distribution that bind nobody to a system.
  static let everywhere: Set<String> = ["Swift", "_Concurrency", "Synchronization"]

  /// The targets in the order in which they are read, which is that of their dependencies.
  static let all: [Layer] = [
    // What a packet is, and how it moves.
    Layer(.core, "Wire"),
    Layer(.core, "Buffers"),
    Layer(.core, "Offload", ["Wire", "Buffers"]),
    Layer(.core, "Dataplane", ["Buffers"], foreign: containers),

    // What happens to a packet. Elements do not know each other: the exceptions have their reasons in DECISIONS.md.
    Layer(.elements, "Links", ["Wire", "Buffers", "Offload", "Dataplane"], foreign: containers),
    Layer(.elements, "Switching", ["Wire", "Buffers", "Dataplane"], foreign: containers),
    Layer(.elements, "FlowSwitching", ["Wire", "Buffers", "Offload", "Dataplane"], foreign: containers),
    Layer(.elements, "Routing", ["Wire", "Buffers", "Offload", "Dataplane"], foreign: containers),
    Layer(.elements, "ConnectionTracking", ["Wire", "Buffers", "Dataplane"], foreign: containers),
    Layer(
      .elements, "Middleboxes", ["Wire", "Buffers", "Offload", "Dataplane", "ConnectionTracking", "Routing"],
      foreign: containers),
    Layer(.elements, "Services", ["Wire", "Buffers", "Dataplane"], foreign: containers),
    Layer(
      .elements, "Hosts", ["Wire", "Buffers", "Offload", "Dataplane", "Routing", "Services"], foreign: containers),
    Layer(.elements, "CPcap"),
    Layer(.elements, "Capture", ["Wire", "Buffers", "Offload", "Dataplane", "CPcap"], foreign: containers),

    // What turns the crank.
    Layer(.engines, "Simulation", ["Wire", "Buffers", "Dataplane"], foreign: containers.union(["Glibc"])),
    Layer(.engines, "CLinux"),
    Layer(.engines, "Linux", ["CLinux"], foreign: ["Glibc", "SystemPackage"]),
    Layer(
      .engines, "Devices", ["Wire", "Buffers", "Offload", "Dataplane", "Linux"],
      foreign: containers.union(["SystemPackage"])),
    Layer(
      .engines, "Runtime", ["Wire", "Buffers", "Dataplane", "Linux"], foreign: containers.union(["SystemPackage"])),

    // What decides.
    Layer(.control, "Topology", ["Wire"], foreign: ["Yams"]),
    Layer(.control, "OpenFlow", ["Wire", "FlowSwitching"], foreign: ["NIOCore"]),
    Layer(.control, "Controller", ["Wire", "FlowSwitching", "Topology"]),
    Layer(.control, "Verification", ["Wire", "FlowSwitching", "Topology", "Controller"]),

    // What a person touches.
    Layer(
      .lab, "Lab",
      [
        "Wire", "Buffers", "Offload", "Dataplane", "Links", "Switching", "FlowSwitching", "Routing",
        "ConnectionTracking", "Middleboxes", "Services", "Hosts", "Capture", "Simulation", "Linux", "Devices",
        "Runtime", "Topology", "OpenFlow", "Controller", "Verification",
      ],
      foreign: people.union([
        "NIOCore", "NIOPosix", "ServiceLifecycle", "UnixSignals", "SystemPackage", "Subprocess",
      ])),
    Layer(
      .lab, "LabAPI", ["Lab", "Topology", "Controller", "Wire"], foreign: people.union(["Hummingbird", "NIOCore"])),
    Layer(.lab, "LabTesting", ["Lab", "Hosts", "Services", "Topology", "Wire"], foreign: people),
    Layer(
      .lab, "weft", ["Lab", "LabTesting", "LabAPI", "Topology", "Controller", "Verification", "Linux", "Wire"],
      foreign: people.union(["ArgumentParser", "NIOCore", "NIOPosix", "SystemPackage", "Subprocess"])),
  ]

  /// Data structures that own their elements; see DECISIONS.md.
  private static let containers: Set<String> = ["BasicContainers", "DequeModule", "HeapModule"]
  /// Files, dates and texts for people.
  private static let people: Set<String> = ["Foundation", "FoundationEssentials", "Logging"]
}
